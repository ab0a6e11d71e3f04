import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { pino } from 'pino';
import type { Channel } from '../../../activities/dependencies.ts';
import { notify } from '../../../activities/notify/notify.ts';
import { final, retryable } from '../../../workflows/contract/failures.ts';
import type { Notice } from '../../../workflows/contract/notices.ts';

const log = pino({ level: 'silent' });
const notice: Notice = {
  kind: 'page',
  keyId: 'k',
  entryId: 'e',
  workflowId: 'incident:demo:databaseIssues:49ab03ca1664',
  system: 'demo',
  phase: 'triggered',
  label: 'Critical',
  incident: 'INC-7K3FQ2',
  at: '2026-11-21T03:12:05.000Z',
  text: 'come',
  details: [],
  people: ['alice'],
};

/** A channel that de-duplicates like real ones and fails as long as it is told to. */
function channel(name: string, failWith?: () => unknown): Channel & { said: string[]; mended: boolean } {
  const heard = {
    name,
    said: [] as string[],
    mended: false,
    async say({ entryId }: Notice) {
      if (failWith && !heard.mended) throw failWith();
      if (!heard.said.includes(entryId)) heard.said.push(entryId);
    },
  };
  return heard;
}

test('one channel that fails does not keep the others from hearing, and its retry does not repeat there', async () => {
  const broken = channel('chat', () => new Error('connection reset'));
  const well = channel('log');
  const say = notify({ channels: [broken, well], log });
  await assert.rejects(say(notice), (error: ApplicationFailure) => {
    assert.equal(error.message, 'chat: connection reset');
    assert.ok(!error.nonRetryable);
    return true;
  });
  assert.deepEqual(well.said, ['e']);
  broken.mended = true;
  await say(notice);
  assert.deepEqual([broken.said, well.said], [['e'], ['e']]);
});

test('a channel that throws before its first await is like any other that fails', async () => {
  const rude: Channel = {
    name: 'rude',
    say: () => {
      throw new Error('no');
    },
  };
  const well = channel('log');
  await assert.rejects(notify({ channels: [rude, well], log })(notice), /rude: no/);
  assert.deepEqual(well.said, ['e']);
});

test('it is final only when no failed channel is worth another try', async () => {
  const refused = channel('mail', () =>
    ApplicationFailure.nonRetryable('no such address', final.invalidInput),
  );
  const away = channel('chat', () => ApplicationFailure.retryable('refused', retryable.targetUnreachable));
  await assert.rejects(notify({ channels: [refused], log })(notice), {
    nonRetryable: true,
    type: 'InvalidInput',
  });
  await assert.rejects(notify({ channels: [refused, away], log })(notice), {
    nonRetryable: false,
    type: 'TargetUnreachable',
    message: 'mail: no such address; chat: refused',
  });
});

test('when a channel says when to come back, that is when the retry comes', async () => {
  const limited = (nextRetryDelay: '30s' | 5_000) =>
    channel('chat', () =>
      ApplicationFailure.create({ message: 'slow down', type: retryable.rateLimited, nextRetryDelay }),
    );
  await assert.rejects(notify({ channels: [limited('30s'), limited(5_000)], log })(notice), {
    type: 'RateLimited',
    nextRetryDelay: 5_000,
  });
});

test('what is not live only the own log hears, whatever else there is', async () => {
  const [own, chat] = [{ ...channel('log'), own: true as const }, channel('chat', () => new Error('away'))];
  await notify({ channels: [own, chat], log })({ ...notice, mode: 'shadow' });
  assert.deepEqual([own.said, chat.said], [['e'], []]);
});
