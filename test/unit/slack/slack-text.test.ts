import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pile, question, reply, settled } from '../../../activities/slack/blocks.ts';
import { headline } from '../../../activities/slack/headline.ts';
import { buttonValue, readButtonValue, slackText } from '../../../workflows/contract/slack.ts';
import { blocksComplaint } from '../../harness/slack-blocks.ts';
import { notice, planned } from '../../harness/slack-notices.ts';

test('a text mentions nobody and links nowhere, keeps its words, and is never longer than asked', () => {
  assert.equal(slackText('<!channel> a & b <@U1>', 100), '&lt;!channel&gt; a &amp; b &lt;@U1&gt;');
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.integer({ min: 8, max: 60 }),
      (text, most) => {
        const shown = slackText(text, most);
        assert.ok(shown.length <= most);
        assert.ok(shown.isWellFormed() || !text.isWellFormed());
        assert.doesNotMatch(shown, /[<>]|&(?!(amp|lt|gt);)/);
      },
    ),
  );
});

test('a button says where it leads, in less than 2,000 characters', () => {
  const button = {
    keyId: 'key-1',
    workflowId: 'w'.repeat(1_000),
    system: 'demo',
    plan: { id: 3, hash: 'a'.repeat(64), title: '"\u0000"'.repeat(200) },
  };
  const value = buttonValue(button);
  assert.ok(value.length <= 2_000, `${value.length}`);
  const read = readButtonValue(value);
  assert.deepEqual(
    { ...read, plan: { ...read?.plan, title: '' } },
    { ...button, plan: { ...button.plan, title: '' } },
  );
});

test('a value that no Mayday wrote is not understood', () => {
  for (const value of [
    undefined,
    '',
    'plan 1',
    '{}',
    'null',
    '[]',
    '{"keyId":1,"workflowId":"w","system":"s"}',
  ]) {
    assert.equal(readButtonValue(value), undefined);
  }
  const wrongPlan = { keyId: 'k', workflowId: 'w', system: 's', plan: { id: '1', hash: 'h', title: '' } };
  assert.equal(readButtonValue(JSON.stringify(wrongPlan)), undefined);
});

test('the blocks of any notice are ones that Slack takes', () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 4_000 });
  fc.assert(
    fc.property(words, fc.array(words, { maxLength: 80 }), words, (text, details, title) => {
      const about = notice('headline', 'e1', 0, {
        text,
        details,
        commander: title,
        clocks: [{ name: 'update', due: '2026-01-31T03:42:00.000Z', fires: text.slice(0, 200) }],
        plan: { ...planned, title, risk: 'destructive' },
      });
      for (const { text: fallback, blocks } of [
        headline({ notice: about, opening: about }),
        headline({ notice: about, kept: headline({ notice: about, opening: about }).blocks }),
        headline({ notice: about, opening: about, own: 'C024BE7LR' }),
        pile(Array(20).fill(about), () => ['<@U024BE7LH>']),
        question(about),
        question(about, 'decided'),
        settled(question(about), 'decided'),
        reply(about, ['<@U1>']),
      ]) {
        assert.equal(blocksComplaint(blocks, 50), undefined);
        assert.ok(JSON.stringify(blocks).length < 13_000, `${JSON.stringify(blocks).length}`);
        assert.ok(fallback.length <= 4_000);
      }
    }),
    { numRuns: 30 },
  );
});
