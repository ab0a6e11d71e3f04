import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { postMortem } from '../../../activities/archive/post-mortem.ts';
import { timeSpent } from '../../../archive/spent.ts';
import type { Fact } from '../../../workflows/contract/timeline.ts';
import { madeRecord } from './record.ts';

const golden = new URL('./post-mortem.golden.md', import.meta.url);

/** The part below a heading. */
function section(markdown: string, title: string): string {
  return markdown.split('\n## ').find((part) => part.startsWith(`${title}\n`)) ?? '';
}

test('the post-mortem of a whole incident reads as it should', () => {
  assert.equal(postMortem(madeRecord()), readFileSync(golden, 'utf8'));
});

test('text of people and senders brings no markup, table cell, heading, link or HTML along', () => {
  const hostile =
    'a | b\n## Heading\n\n- [x](http://x) ![i](y) <img src=x onerror=alert(1)> `c` *b* __d__ ~~e~~ \\ \u202eevil &lt;';
  const record = madeRecord();
  record.summary = hostile;
  record.systemTitle = hostile;
  record.label = hostile;
  record.assumed = [hostile];
  for (const { fact } of record.timeline) {
    if (fact.kind === 'noted') fact.text = `cause: ${hostile}`;
    if (fact.kind === 'planned')
      Object.assign(fact.plan, { title: hostile, observed: hostile, undo: hostile });
    if (fact.kind === 'checked')
      fact.findings = [
        { check: 'x|y`z', verdict: 'sick', says: hostile, evidence: [{ [hostile]: hostile }] },
      ];
    if (fact.kind === 'applied') for (const effect of fact.effects) effect.says = hostile;
  }
  const markdown = postMortem(record);
  assert.ok(!markdown.includes('<img'));
  assert.ok(!markdown.includes('\n## Heading'));
  assert.ok(!markdown.includes('\u202e'));
  assert.ok(!/(?<!\\)\]\(/.test(markdown));
  for (const line of markdown.split('\n').filter((each) => each.startsWith('| '))) {
    const cells = line.match(/(?<!\\)\|/g)?.length;
    assert.ok(cells === 2 || cells === 3 || cells === 4, line);
  }
});

test('a preview stays inside its fence, whatever it holds', () => {
  const record = madeRecord();
  for (const { fact } of record.timeline) {
    if (fact.kind === 'planned') fact.plan.preview = ['````', 'echo hi', '````', '# out?'];
  }
  assert.ok(postMortem(record).includes('`````\n````\necho hi\n````\n# out?\n`````'));
});

test('an incident without acknowledgement, plans, checks or end still has a post-mortem', () => {
  const record = madeRecord();
  record.timeline = record.timeline.slice(0, 1);
  record.assumed = [];
  record.phase = 'cancelled';
  delete record.acknowledgedAt;
  delete record.acknowledgedBy;
  delete record.endedAt;
  const markdown = postMortem(record);
  assert.match(markdown, /\*\*Acknowledged\*\* \| never/);
  assert.match(markdown, /No check was run/);
  assert.match(markdown, /Mayday changed nothing and proposed nothing/);
  assert.match(section(markdown, 'Root cause'), /_To be written._/);
  assert.ok(!markdown.includes('## Assumed'));
});

test('an incident over midnight says the day with every time', () => {
  const record = madeRecord();
  for (const entry of record.timeline)
    entry.at = new Date(Date.parse(entry.at) + 20.79 * 3_600_000).toISOString();
  assert.match(section(postMortem(record), 'What happened'), /\| 2026-11-22 00:0\d:\d\d \|/);
});

test('the time adds up: decisions, people, stability and work', () => {
  assert.deepEqual(timeSpent(madeRecord()), {
    'a decision': 39_000 + 30_000,
    people: 0,
    stability: 60_000,
    work: 2_000 + 1_000 + 8_000,
  });
});

test('time after "nothing left" is people’s until somebody asks for a new look', () => {
  const record = madeRecord();
  const at = (seconds: number) => new Date(Date.parse(record.openedAt) + seconds * 1000).toISOString();
  const facts: [number, Fact][] = [
    [5, { kind: 'nothing left', because: 'x' }],
    [65, { kind: 'recheck asked', by: { kind: 'mayday' } }],
    [70, { kind: 'outcome unknown', plan: 1, because: 'x' }],
  ];
  record.timeline = facts.map(([seconds, fact]) => ({ id: 'x', at: at(seconds), fact }));
  record.endedAt = at(100);
  assert.deepEqual(timeSpent(record), { 'a decision': 0, people: 90_000, stability: 0, work: 10_000 });
});
