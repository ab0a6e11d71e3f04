import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { Alert } from '../../workflows/contract/input.ts';
import { incidentWorkflowId } from '../../workflows/contract/keys.ts';
import {
  type HeldView,
  heldQuery,
  holdSignal,
  maintenanceType,
  maintenanceWorkflowId,
} from '../../workflows/contract/maintenance.ts';
import type { Severity } from '../../workflows/contract/profile.ts';
import { type Stage, shopAlert } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const minute = 60_000;
const place = {
  workflowId: incidentWorkflowId('demo', 'databaseIssues', 'g'),
  runbook: 'databaseIssues',
  group: 'g',
  summary: 'the shop answers 503',
};

/** `YYYY-MM-DD HH:MM` in UTC, the zone of the file. */
function local(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

/** Maintenance from before now until so many minutes from now. */
async function maintain(stage: Stage, minutes: number, more = ''): Promise<void> {
  const now = await stage.env.currentTimeMs();
  await stage.edit(
    (file) =>
      `${file.replace(/^ {2}zone: .*$/m, '  zone: UTC')}\nmaintenance: [{ from: ${local(now - 5 * minute)}, until: ${local(now + minutes * minute)}, reason: a new disk${more} }]\n`,
  );
}

/** As the gateway does it. */
async function hold(stage: Stage, alerts: Alert[], severity: Severity = 'P1'): Promise<WorkflowHandle> {
  const workflowId = maintenanceWorkflowId('demo');
  const handle = await stage.client.workflow.signalWithStart(maintenanceType, {
    workflowId,
    taskQueue: 'mayday',
    workflowTaskTimeout: '3 s',
    args: [],
    signal: holdSignal,
    signalArgs: [{ place, severity, alerts, door: 'alertmanager' }],
  });
  stage.play(workflowId);
  return handle;
}

async function held(keeper: WorkflowHandle, holds: (view: HeldView) => boolean): Promise<HeldView> {
  let last: unknown;
  for (const until = Date.now() + 60_000; Date.now() < until; await delay(30)) {
    last = await keeper.query<HeldView>(heldQuery).catch((error: unknown) => error);
    if (last && !(last instanceof Error) && holds(last as HeldView)) return last as HeldView;
  }
  throw new Error(`not within 60 s: ${JSON.stringify(last)}`);
}

const other = (status: Alert['status']): Alert => ({
  ...shopAlert(status),
  fingerprint: 'other',
  name: 'ShopSlow',
});

story(
  'what fires during maintenance is held and opens its incident at the end, with its true start; what resolved is counted',
  async (stage) => {
    await maintain(stage, 30);
    const keeper = await hold(stage, [shopAlert('firing'), other('firing')]);
    const view = await held(keeper, ({ windows }) => windows.length === 1);
    assert.equal(view.windows[0]?.reason, 'a new disk');
    assert.deepEqual(
      view.places.flatMap(({ alerts }) => alerts.map(({ name }) => name)),
      ['ShopDatabaseConnectionsExhausted', 'ShopSlow'],
    );
    await hold(stage, [other('resolved')]);
    await held(keeper, ({ resolved }) => resolved === 1);
    await stage.pass(25 * minute);
    await assert.rejects(stage.client.workflow.getHandle(place.workflowId).describe(), /not found/);

    await stage.pass(10 * minute);
    const incident = stage.play(place.workflowId);
    const { firing, summary } = await incident.until('it is open', (seen) => seen.reached > 0);
    assert.deepEqual(firing, [shopAlert('firing').fingerprint]);
    assert.match(
      summary,
      /^the shop answers 503 \(fires since 2026-01-01T03:12:00\.000Z, held by maintenance\)$/,
    );
    const [alerts] = await incident.facts('alerts');
    assert.equal(alerts?.firing[0]?.startsAt, '2026-01-01T03:12:00.000Z');
    assert.equal(await keeper.result(), 'Went to their incidents: 1; resolved meanwhile: 1');
    const said = stage.said.filter(({ incident: of }) => of === 'MAINTENANCE').map(({ text }) => text);
    assert.match(said[0] ?? '', /^Maintenance of demo holds its alerts: a new disk \(until /);
    assert.match(
      said[1] ?? '',
      /^Maintenance of demo is over\. Still firing.*: 1 alert; resolved meanwhile: 1 alert$/,
    );
    await incident.resolve('alice', 'fixed', 'done');
    await incident.result();
  },
);

story('all that was held resolved: nothing opens, and it is said', async (stage) => {
  await maintain(stage, 30);
  const keeper = await hold(stage, [shopAlert('firing')]);
  await hold(stage, [shopAlert('resolved')]);
  await held(keeper, ({ resolved }) => resolved === 1);
  await stage.pass(31 * minute);
  assert.equal(await keeper.result(), 'Went to their incidents: 0; resolved meanwhile: 1');
  await assert.rejects(stage.client.workflow.getHandle(place.workflowId).describe(), /not found/);
});

story(
  'a window that is taken out of the file lets go within a minute; a longer one holds on',
  async (stage) => {
    await maintain(stage, 30);
    const keeper = await hold(stage, [shopAlert('firing')]);
    await held(keeper, ({ windows }) => windows.length === 1);
    await maintain(stage, 90);
    await stage.pass(45 * minute);
    assert.equal((await held(keeper, () => true)).places.length, 1, 'it holds on');
    await stage.edit((file) => file);
    await stage.pass(2 * minute);
    const incident = stage.play(place.workflowId);
    await incident.until('it is open', (seen) => seen.reached > 0);
    await incident.resolve('alice', 'fixed', 'done');
    await incident.result();
    await keeper.result();
  },
);

story('a keeper that somebody cancels lets everything go: nothing is lost', async (stage) => {
  await maintain(stage, 30);
  const keeper = await hold(stage, [shopAlert('firing')]);
  await held(keeper, ({ windows }) => windows.length === 1);
  await keeper.cancel();
  await assert.rejects(keeper.result());
  const incident = stage.play(place.workflowId);
  await incident.until('it is open', (seen) => seen.reached > 0);
  await incident.resolve('alice', 'fixed', 'done');
  await incident.result();
});

story('people open incidents by hand during maintenance', async (stage) => {
  await maintain(stage, 30);
  const incident = await stage.start(
    'databaseIssues',
    { system: 'demo', group: 'by hand' },
    incidentWorkflowId('demo', 'databaseIssues', 'by hand'),
  );
  await incident.until('it is open', (seen) => seen.reached > 0);
  await incident.resolve('alice', 'fixed', 'done');
  await incident.result();
});
