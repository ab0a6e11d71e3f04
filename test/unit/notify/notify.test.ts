import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ApplicationFailure } from '@temporalio/common';
import { pino } from 'pino';
import type { Channel, OpenChannel } from '../../../activities/dependencies.ts';
import { notify } from '../../../activities/notify/notify.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { final, retryable } from '../../../workflows/contract/failures.ts';
import type { Notice } from '../../../workflows/contract/notices.ts';

const log = pino({ level: 'silent' });
const catalogue = openCatalogue(fileURLToPath(new URL('../../../systems', import.meta.url)));
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
function channel(failWith?: () => unknown): Channel & { said: string[]; mended: boolean } {
  const heard = {
    said: [] as string[],
    mended: false,
    async say(...notices: Notice[]) {
      if (failWith && !heard.mended) throw failWith();
      for (const { entryId } of notices) if (!heard.said.includes(entryId)) heard.said.push(entryId);
    },
  };
  return heard;
}

const opening =
  (own: Channel, slack: Channel | string = 'not set up'): OpenChannel =>
  ({ kind }) =>
    kind === 'log' ? own : slack;

test('one channel that fails does not keep the others from hearing, and its retry does not repeat there', async () => {
  const broken = channel(() => new Error('connection reset'));
  const well = channel();
  const say = notify({ channel: opening(well, broken), catalogue, log });
  await assert.rejects(say(notice), (error: ApplicationFailure) => {
    assert.equal(error.message, 'slack: connection reset');
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
    say: () => {
      throw new Error('no');
    },
  };
  const well = channel();
  await assert.rejects(notify({ channel: opening(well, rude), catalogue, log })(notice), /slack: no/);
  assert.deepEqual(well.said, ['e']);
});

test('it is final only when no failed channel is worth another try', async () => {
  const refused = channel(() => ApplicationFailure.nonRetryable('no such address', final.invalidInput));
  const away = channel(() => ApplicationFailure.retryable('refused', retryable.targetUnreachable));
  await assert.rejects(notify({ channel: opening(refused), catalogue, log })(notice), {
    nonRetryable: true,
    type: 'InvalidInput',
  });
  await assert.rejects(notify({ channel: opening(refused, away), catalogue, log })(notice), {
    nonRetryable: false,
    type: 'TargetUnreachable',
    message: 'log: no such address; slack: refused',
  });
});

test('when a channel says when to come back, that is when the retry comes', async () => {
  const limited = (nextRetryDelay: '30s' | 5_000) =>
    channel(() =>
      ApplicationFailure.create({ message: 'slow down', type: retryable.rateLimited, nextRetryDelay }),
    );
  await assert.rejects(notify({ channel: opening(limited('30s'), limited(5_000)), catalogue, log })(notice), {
    type: 'RateLimited',
    nextRetryDelay: 5_000,
  });
});

test('what is not live only the own log hears, whatever else there is', async () => {
  const [own, chat] = [channel(), channel(() => new Error('away'))];
  await notify({ channel: opening(own, chat), catalogue, log })({ ...notice, mode: 'shadow' });
  assert.deepEqual([own.said, chat.said], [['e'], []]);
});
