import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { until } from '../../../servers/process.ts';
import type { IncidentRecord, IncidentView } from '../../../workflows/contract/incident.ts';
import { maintenanceType, maintenanceWorkflowId } from '../../../workflows/contract/maintenance.ts';
import { acknowledgeSignal, incidentQuery, resolveSignal } from '../../../workflows/contract/messages.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { sweeperScheduleId } from '../../../workflows/contract/sweeper.ts';
import { replays } from '../../harness/replay.ts';
import { notOurOwn } from '../../harness/servers.ts';
import { type Opened, openWorld, type World } from './world.ts';

type About = Pick<Opened, 'keyId'>;

describe('The sweeper and a real Temporal', { skip: await notOurOwn('temporal') }, () => {
  let world: World;
  before(async () => {
    world = await openWorld();
    await world.workerComes();
  });
  after(() => world?.close());

  test('two workers leave one schedule: each minute, never two sweeps at once; a paused one stays paused', async () => {
    const { schedule } = world.temporal.client;
    await schedule.getHandle(sweeperScheduleId).pause('maintenance');
    await world.workerComes();
    const ids: string[] = [];
    await until(
      async () => {
        ids.length = 0;
        for await (const { scheduleId } of schedule.list()) ids.push(scheduleId);
        return ids.length > 0;
      },
      { deadlineMs: 60_000 },
    );
    assert.deepEqual(ids, [sweeperScheduleId]);
    const { spec, policies, state } = await schedule.getHandle(sweeperScheduleId).describe();
    assert.deepEqual(
      spec.intervals?.map(({ every }) => every),
      [60_000],
    );
    assert.equal(policies.overlap, 'SKIP');
    assert.equal(state.paused, true);
    await schedule.getHandle(sweeperScheduleId).unpause();
  });

  test('a stuck run is paged once with the way out, and goes on when a mended worker comes', async () => {
    const stuck = await world.opens('stuck');
    await opened(stuck);
    await world.workersGo();
    await world.workerComes('broken');
    await stuck.handle.signal(acknowledgeSignal, { id: 'ack', by: 'alice' });
    await until(async () => ((await stuck.handle.describe()).raw.pendingWorkflowTask?.attempt ?? 0) >= 3, {
      deadlineMs: 60_000,
    });
    await world.sweeps();
    await world.sweeps();
    const pages = (await world.said(stuck)).filter(({ text }) => text.startsWith('Mayday is stuck'));
    assert.equal(pages.length, 1);
    const [page] = pages;
    assert.equal(page?.kind, 'page');
    assert.deepEqual(page?.people, ['alice']);
    const wayOut = page?.details.join('\n') ?? '';
    assert.match(wayOut, /mend the worker and deploy it/);
    assert.match(wayOut, /temporal workflow reset --workflow-id '.+' --run-id .+ --reapply-exclude Signal/);

    await world.workersGo();
    await world.workerComes();
    await until(async () => (await view(stuck)).acknowledgedBy, { deadlineMs: 60_000 });
    await world.sweeps();
    assert.equal((await world.said(stuck)).filter(({ text }) => text.startsWith('Mayday is')).length, 1);
  });

  test('a keeper of held alerts that is stuck is paged for; a reset keeps what it holds', async () => {
    await world.workersGo();
    await world.workerComes('broken');
    const workflowId = maintenanceWorkflowId('shop');
    const handle = await world.temporal.client.workflow.start(maintenanceType, {
      workflowId,
      taskQueue: coordinationQueue,
      args: [],
    });
    const attempt = async () => (await handle.describe()).raw.pendingWorkflowTask?.attempt ?? 0;
    await until(async () => (await attempt()) >= 3, { deadlineMs: 60_000 });
    await sweptUntil(async () => (await world.said({ keyId: handle.firstExecutionRunId })).length > 0);
    const [page] = await world.said({ keyId: handle.firstExecutionRunId });
    assert.deepEqual([page?.kind, page?.people, page?.workflowId], ['page', ['alice'], workflowId]);
    assert.match(page?.details.join('\n') ?? '', /temporal workflow reset --workflow-id 'maintenance:shop'/);
    assert.doesNotMatch(page?.details.join('\n') ?? '', /reapply-exclude/);
    await handle.terminate();
    await world.workersGo();
    await world.workerComes();
  });

  test('a terminated incident is told once and kept with its story and its end', async () => {
    const gone = await world.opens('terminated');
    await opened(gone);
    await gone.handle.terminate('wrong system');
    await sweptUntil(async () => (await ends(gone)).length > 0);
    await world.sweeps();
    const [told, ...more] = await ends(gone);
    assert.deepEqual(more, []);
    assert.equal(told?.kind, 'resolved');
    assert.equal(told?.phase, 'cancelled');
    assert.match(told?.text ?? '', /^Terminated by .*sweeper-test@.*: wrong system$/);
    const record = await recordOf(gone);
    assert.equal(record.phase, 'cancelled');
    assert.ok(record.endedAt);
    assert.deepEqual(
      [record.timeline[0], record.timeline.at(-1)].map((entry) => entry?.fact.kind),
      ['opened', 'cancelled'],
    );
    await replaysClosed(gone, 'workflowExecutionTerminatedEventAttributes');
  });

  test('an incident that ended by its own word is told no more; its history becomes the closed one', async () => {
    const fine = await world.opens('resolved');
    await opened(fine);
    await fine.handle.signal(resolveSignal, {
      id: 'r',
      by: 'alice',
      as: 'false alarm',
      reason: 'a load test',
    });
    await fine.handle.result();
    const before = await recordOf(fine);
    const said = (await world.said(fine)).length;
    await sweptUntil(async () => (await closedRunOf(fine)) !== undefined);
    assert.equal((await world.said(fine)).length, said);
    assert.deepEqual(await recordOf(fine), before);
    await replaysClosed(fine, 'workflowExecutionCompletedEventAttributes');
  });

  test('an incident that nobody can tell of is kept with its bare facts after some sweeps', async () => {
    await world.workersGo();
    const untold = await world.opens('terminated unseen');
    await untold.handle.terminate();
    await world.workerComes('broken');
    const first = await world.opens('continued', 'databaseIssues');
    const second = { keyId: 'after-continued' };
    await until(async () => (await runIdOf(first)) !== first.keyId, { deadlineMs: 60_000 });
    await world.temporal.client.workflow.getHandle(first.workflowId).terminate();
    await sweptUntil(async () => (await ends(untold)).length > 0);
    await sweptUntil(async () => {
      const kept = await Promise.all([untold, first, second].map(closedRunOf));
      return !kept.includes(undefined);
    });
    assert.deepEqual(
      (await Promise.all([untold, first, second].map(ends))).map((told) => told.length),
      [1, 0, 1],
      'the one that continued as another incident ended by itself',
    );
    assert.equal((await recordOf(second)).keyId, second.keyId);
    const record = await recordOf(untold);
    assert.equal(record.summary, 'checkout is slow');
    assert.equal(record.assumed.length, 1);
    await world.workersGo();
    await world.workerComes();
  });

  test('a start that is refused and a run that is reset are no ends of an incident', async () => {
    const { client } = world.temporal;
    const refused = await world.opens('refused', 'generalIncident', { system: 'shpo' });
    await assert.rejects(refused.handle.result());
    const reset = await world.opens('reset');
    await opened(reset);
    await resetToFirstTask(reset);
    await opened(reset);
    await world.sweeps();
    await world.sweeps();
    assert.deepEqual([await world.said(refused), await ends(reset)], [[], []]);
    assert.equal(await closedRunOf(reset), undefined);

    await client.workflow.getHandle(reset.workflowId).terminate('now really');
    await sweptUntil(async () => (await closedRunOf(reset)) !== undefined);
    assert.equal((await ends(reset)).length, 1);
    assert.equal((await recordOf(reset)).phase, 'cancelled');
  });

  test('a resolved incident that is reset and then terminated is told of, and kept anew', async () => {
    const { client } = world.temporal;
    const again = await world.opens('resolved, then reset');
    await opened(again);
    await again.handle.signal(resolveSignal, { id: 'r', by: 'alice', as: 'fixed', reason: 'by hand' });
    await again.handle.result();
    await sweptUntil(async () => (await closedRunOf(again)) === again.keyId);
    await resetToFirstTask(again);
    const second = await runIdOf(again);
    await client.workflow.getHandle(again.workflowId).terminate('enough');
    await sweptUntil(async () => (await closedRunOf(again)) === second);
    assert.equal((await ends(again)).length, 1);
    assert.equal((await recordOf(again)).phase, 'cancelled');
  });

  test('a sweep with nothing to do goes on where the last one was, and is short; every sweep replays', async () => {
    const progress = await world.sweeps();
    assert.deepEqual(progress.unfinished, []);
    assert.ok(progress.closed.since);
    const lengths: number[] = [];
    const { workflow } = world.temporal.client;
    for await (const { workflowId, runId } of workflow.list({ query: 'WorkflowType = "sweep"' })) {
      const history = await workflow.getHandle(workflowId, runId).fetchHistory();
      await replays(history, workflowId);
      lengths.push(history.events?.length ?? 0);
    }
    assert.ok(lengths.length > 10);
    assert.equal(Math.min(...lengths), 17, 'two activities');
  });

  function view({ workflowId }: Opened): Promise<IncidentView> {
    return world.temporal.client.workflow.getHandle(workflowId).query(incidentQuery);
  }

  async function opened(incident: Opened): Promise<void> {
    await until(async () => (await view(incident)).waitingFor === 'people', { deadlineMs: 60_000 });
  }

  async function runIdOf({ workflowId }: Opened): Promise<string> {
    return (await world.temporal.client.workflow.getHandle(workflowId).describe()).runId;
  }

  async function resetToFirstTask({ handle, workflowId, keyId }: Opened): Promise<void> {
    const { events } = await handle.fetchHistory();
    const first = events?.find((event) => event.workflowTaskCompletedEventAttributes);
    await world.temporal.client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId, runId: keyId },
      workflowTaskFinishEventId: first?.eventId,
      requestId: randomUUID(),
      reason: 'a test',
      resetReapplyExcludeTypes: [1],
    });
  }

  async function sweptUntil(question: () => Promise<boolean>): Promise<void> {
    for (let sweeps = 0; sweeps < 10; sweeps += 1) {
      await world.sweeps();
      if (await question()) return;
    }
    assert.fail('ten sweeps did not come to it');
  }

  async function ends(incident: About) {
    return (await world.said(incident)).filter(({ entryId }) => entryId.startsWith('ended-'));
  }

  async function recordOf(incident: About): Promise<IncidentRecord> {
    return JSON.parse(await world.archived(incident, 'record.json'));
  }

  async function closedRunOf(incident: About): Promise<string | undefined> {
    const text = await world.archived(incident, 'closed.json').catch(() => undefined);
    return text && JSON.parse(text).run;
  }

  async function replaysClosed(incident: Opened, lastEvent: string): Promise<void> {
    const history = historyFromJSON(JSON.parse(await world.archived(incident, 'history.json')));
    assert.ok(history.events?.at(-1)?.[lastEvent as 'workflowExecutionCompletedEventAttributes']);
    await replays(history, incident.workflowId);
  }
});
