import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../../client/gateway/logger.ts';
import { inTime } from '../../../client/gateway/slack/say-later.ts';
import { SlackResponses } from '../../harness/slack-responses.ts';

/** ms, longer than Slack is kept waiting. */
const long = 2_600;

async function asked(work: Parameters<typeof inTime>[2], goodFor?: number) {
  const responses = await SlackResponses.start();
  const lines: string[] = [];
  const log = createLogger('trace', [], { write: (line) => lines.push(line) });
  const url = responses.url(goodFor);
  const started = performance.now();
  const { status, body } = await inTime({ log }, url, work);
  const ms = performance.now() - started;
  await sleep(Math.max(0, long + 400 - ms));
  await responses.stop();
  const later = (responses.said.get(url) ?? []).map(({ text }) => text);
  return { status, text: (body as { text?: string } | undefined)?.text, later, lines, ms };
}

describe('an answer to a command', { concurrency: true }, () => {
  test('an answer in time is the reply, and nothing follows', async () => {
    const { status, text, later } = await asked(async () => 'done');
    assert.deepEqual({ status, text, later }, { status: 200, text: 'done', later: [] });
  });

  test('a late answer follows once, after what was known in time', async () => {
    const { text, later, ms } = await asked(async (say) => {
      say('INC-7K3FQ2: recorded');
      await sleep(long);
      return 'INC-7K3FQ2: you have it <now>';
    });
    assert.equal(text, 'INC-7K3FQ2: recorded');
    assert.deepEqual(later, ['INC-7K3FQ2: you have it &lt;now&gt;']);
    assert.ok(ms < 3_000, `${ms} ms`);
  });

  test('what says no more than was said does not follow', async () => {
    const { later } = await asked(async (say) => {
      say('recorded');
      await sleep(long);
      return 'recorded';
    });
    assert.deepEqual(later, []);
  });

  test('an address that has expired is a line in the log that does not name it', async () => {
    const { later, lines } = await asked(async () => sleep(long, 'late'), 0);
    assert.deepEqual(later, []);
    assert.match(lines.join(''), /Slack did not take the later answer/);
    assert.doesNotMatch(lines.join(''), /canary-response-url/);
  });

  test('work that fails late ends nothing', async () => {
    const { text, lines } = await asked(async () => {
      await sleep(long);
      throw new Error('out of luck');
    });
    assert.match(text ?? '', /Still at it/);
    assert.match(lines.join(''), /out of luck/);
  });
});
