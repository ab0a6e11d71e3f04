import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { incidentWorkflowId } from '../../workflows/contract/keys.ts';
import { coordinationQueue } from '../../workflows/contract/queues.ts';
import {
  type Heartbeat,
  heartbeatSignal,
  heartbeatsQuery,
  type WatchedHeartbeat,
  watchdogType,
  watchdogWorkflowId,
} from '../../workflows/contract/watchdog.ts';
import type { Play } from '../harness/play.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const minute = 60_000;
const beat: Heartbeat = {
  fingerprint: 'b0a5f1d3c2e47986',
  name: 'Watchdog',
  labels: { alertname: 'Watchdog', cluster: 'eu' },
  every: 5 * minute,
  runbook: 'generalIncident',
};

/** As a gateway does. */
async function beats(stage: Stage, ...list: Heartbeat[]): Promise<Play> {
  const workflowId = watchdogWorkflowId('demo');
  await stage.client.workflow.signalWithStart(watchdogType, {
    workflowId,
    taskQueue: coordinationQueue,
    args: [],
    signal: heartbeatSignal,
    signalArgs: [{ beats: list }],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return stage.play(workflowId);
}

function placeOf({ fingerprint }: Heartbeat): string {
  return incidentWorkflowId('demo', 'generalIncident', `no heartbeat ${fingerprint}`);
}

async function watched(keeper: Play): Promise<WatchedHeartbeat[]> {
  return await keeper.handle.query(heartbeatsQuery);
}

async function isOpen({ client }: Stage, workflowId: string): Promise<boolean> {
  await delay(300);
  return await client.workflow
    .getHandle(workflowId)
    .describe()
    .then(
      ({ status }) => status.name === 'RUNNING',
      () => false,
    );
}

story(
  'a heartbeat that comes in time opens nothing; one that stops opens one incident that pages, once; one that is back is evidence there',
  async (stage) => {
    const keeper = await beats(stage, beat);
    for (let i = 0; i < 4; i += 1) {
      await stage.pass(5 * minute);
      await beats(stage, beat);
    }
    assert.equal((await watched(keeper)).length, 1);
    assert.equal(await isOpen(stage, placeOf(beat)), false);

    await stage.pass(8 * minute);
    const incident = stage.play(placeOf(beat));
    const { summary } = await incident.until('it is open', (view) => view.phase === 'triggered');
    assert.match(summary, /^No heartbeat from Watchdog \(cluster=eu\) since \d\d:\d\d UTC/);
    await incident.until('somebody is paged', ({ reached }) => reached === 1);
    assert.equal((await watched(keeper))[0]?.lostAt !== undefined, true);
    await stage.pass(60 * minute);
    assert.equal((await incident.facts('alerts')).length, 1, 'once for each silence');

    await beats(stage, beat);
    await incident.until('it has heard', ({ firing }) => firing.length === 0);
    assert.equal((await watched(keeper))[0]?.lostAt, undefined);
    assert.equal((await incident.view()).phase === 'resolved', false, 'evidence, and no end');
    await incident.resolve('alice', 'fixed', 'the network is back');
    await incident.result();
    await keeper.handle.terminate('the story is over');
  },
);

story(
  'each cluster has a heartbeat of its own; how often it comes counts as it was last said; what is unreadable is no heartbeat',
  async (stage) => {
    const other: Heartbeat = {
      ...beat,
      fingerprint: 'ffffffffffffffff',
      labels: { cluster: 'us' },
      every: minute,
    };
    const keeper = await beats(stage, beat, other);
    await keeper.rawSignal('heartbeat', 'json/plain', '{"beats": [{"name": 1}, null, 7]}');
    await keeper.rawSignal('heartbeat', 'json/protobuf', '{"beats": []}');
    assert.equal((await watched(keeper)).length, 2);
    await stage.pass(2 * minute);
    const incident = stage.play(placeOf(other));
    await incident.until('it is open', ({ phase }) => phase === 'triggered');
    assert.deepEqual(
      (await watched(keeper)).map(({ lostAt }) => lostAt !== undefined),
      [false, true],
    );
    await beats(stage, { ...beat, every: 60 * minute });
    await stage.pass(30 * minute);
    assert.equal((await watched(keeper))[0]?.lostAt, undefined);
    await keeper.handle.terminate('the story is over');
    await incident.resolve('alice', 'fixed', 'the cluster is gone');
    await incident.result();
  },
);
