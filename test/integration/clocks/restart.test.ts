import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { until } from '../../../servers/process.ts';
import type { RunbookInput } from '../../../workflows/contract/input.ts';
import { incidentWorkflowId } from '../../../workflows/contract/keys.ts';
import { incidentQuery, resolveSignal, timelineQuery } from '../../../workflows/contract/messages.ts';
import { type Severity, severities } from '../../../workflows/contract/profile.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import type { RunbookName } from '../../../workflows/contract/runbooks.ts';
import type { TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { replays } from '../../harness/replay.ts';
import { notOurOwn } from '../../harness/servers.ts';
import { clockFaults } from './clock-faults.ts';
import { hurried, type Terms, termsOf } from './hurried-systems.ts';
import { openWorld, type World } from './world.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

/** A workflow task that dies with its worker comes again after this, not after 10 s. */
const workflowTaskTimeout = '3 s';

describe('ten incidents and a worker that is killed', { skip: await notOurOwn('temporal') }, () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world?.close());

  test('no clock is lost or fires twice, and what was missed comes one at a time, as far apart as promised', async (t) => {
    const worker = await world.workerComes();
    const incidents = await Promise.all([
      ...Object.keys(hurried).flatMap((system) =>
        severities.map((severity) => open(world, system, severity, 'generalIncident')),
      ),
      open(world, 'kiosk', 'P1', 'securityIncident'),
      open(world, 'till', 'P1', 'securityIncident'),
    ]);
    assert.equal(incidents.length, 10);

    await delay(6_000);
    await worker.kill();
    const from = Date.now();
    await delay(6_000);
    const absence = { from, until: Date.now() };
    await world.workerComes();
    t.diagnostic(`no worker for ${absence.until - from} ms, another ready after ${Date.now() - from} ms`);

    const faults: string[] = [];
    for (const incident of incidents) {
      const { name, terms, handle } = incident;
      const timeline = await whole(incident);
      const openedAt = Date.parse((await handle.query(incidentQuery)).openedAt);
      faults.push(...clockFaults({ openedAt, timeline, terms }, absence).map((fault) => `${name}: ${fault}`));
    }
    assert.deepEqual(faults, []);

    await Promise.all(incidents.map(end));
    const said = (await world.said()).map(({ keyId, entryId }) => `${keyId} ${entryId}`);
    assert.equal(new Set(said).size, said.length, 'everything is said once');
    await replay(incidents);
  });
});

interface Opened {
  name: string;
  terms: Terms;
  handle: WorkflowHandle;
}

async function open(
  { temporal }: World,
  system: string,
  severity: Severity,
  runbook: RunbookName,
): Promise<Opened> {
  const name = `${system} ${severity} ${runbook}`;
  const input: RunbookInput = { system, severity, group: name };
  const handle = await temporal.client.workflow.start(runbook, {
    workflowId: incidentWorkflowId(system, runbook, name),
    taskQueue: coordinationQueue,
    workflowTaskTimeout,
    args: [input],
  });
  return { name, terms: termsOf(system, severity, runbook), handle };
}

/** Its timeline, once every step of its ladders was reached and its target has passed. */
async function whole({ name, terms, handle }: Opened): Promise<TimelineEntry[]> {
  let timeline: TimelineEntry[] = [];
  const has = (kind: TimelineEntry['fact']['kind'], times = 1) =>
    timeline.filter(({ fact }) => fact.kind === kind).length >= times;
  const steps = terms.ladder.response.length + terms.ladder.resolution.length;
  await until(
    async () => {
      timeline = await handle.query(timelineQuery);
      const targetPassed = terms.resolution === undefined || has('resolution missed');
      return has('nobody left to page') && has('paged', steps) && targetPassed;
    },
    { deadlineMs: 60_000, everyMs: 500 },
  ).catch((error: Error) => {
    assert.fail(
      `${name}: ${error.message}: ${timeline.map(({ at, fact }) => `${at} ${fact.kind}`).join('\n')}`,
    );
  });
  return timeline;
}

async function end({ handle }: Opened): Promise<void> {
  const by = { name: 'on-call-person', door: 'cli' } as const;
  await handle.signal(resolveSignal, { id: 'over', by, as: 'false alarm', reason: 'all clocks have fired' });
  await handle.result();
}

async function replay(incidents: readonly Opened[]): Promise<void> {
  for (const { handle } of incidents) await replays(await handle.fetchHistory(), handle.workflowId);
}
