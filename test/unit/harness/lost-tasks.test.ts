import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Runtime } from '@temporalio/worker';
import { despiteLosses, refusal, TaskLost, unlessLost } from '../../harness/lost-tasks.ts';

// Without workers nobody else ends it.
test.after(() => Runtime.instance().shutdown());

const loses = () => Runtime.instance().logger.warn(refusal);

test('a story stops as soon as its server loses a task, and is played twice more at most', async () => {
  const said: string[] = [];
  let played = 0;
  const play = () =>
    unlessLost(async () => {
      played += 1;
      loses();
      await delay(60_000, undefined, { ref: false });
    });
  await assert.rejects(
    despiteLosses(play, (message) => said.push(message)),
    TaskLost,
  );
  assert.equal(played, 3);
  assert.equal(said.length, 2);
});

test('a story that fails by itself is played once', async () => {
  let played = 0;
  const play = () =>
    unlessLost(async () => {
      played += 1;
      throw new Error('wrong');
    });
  await assert.rejects(despiteLosses(play, assert.fail), /wrong/);
  assert.equal(played, 1);
});

test('what another story lost later does not touch one that is over', async () => {
  assert.equal(await unlessLost(async () => 'done'), 'done');
  loses();
});
