import { leases } from '../../activities/keepers/leases.ts';
import { incidentWorkflowId } from '../../workflows/contract/keys.ts';
import { leaseWorkflowId } from '../../workflows/contract/lease.ts';
import { holdSignal, maintenanceType, maintenanceWorkflowId } from '../../workflows/contract/maintenance.ts';
import { coordinationQueue } from '../../workflows/contract/queues.ts';
import { heartbeatSignal, watchdogType, watchdogWorkflowId } from '../../workflows/contract/watchdog.ts';
import { assertGolden } from '../harness/golden.ts';
import { restingDetails } from '../harness/metadata.ts';
import type { Play } from '../harness/play.ts';
import { shopAlert } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

async function shows(state: string, { handle }: Play): Promise<void> {
  await assertGolden(state, await restingDetails(handle));
}

story('lease: who has the target, until when and for what', async (stage) => {
  const other = await stage.alert({ group: 'other' }, 'generalIncident');
  const { keyId, workflowId, incident } = await other.until('opens', ({ findings }) => findings.length > 0);
  const holder = { keyId, incident, workflowId, firstRunId: keyId, plan: 1, what: 'Restart `the` [shop](x)' };
  const target = { system: 'demo', target: 'shop-db' };
  await leases(stage.client).acquire(target, { holder });
  await shows('keeper-lease', stage.play(leaseWorkflowId(target)));
});

story('watchdog: what is waited for, and what has stopped', async (stage) => {
  const workflowId = watchdogWorkflowId('demo');
  const labels = { alertname: 'Watchdog' };
  const beat = { fingerprint: 'b0a5f1d3c2e47986', name: 'Watchdog', labels, every: 300_000 };
  const beats = [{ ...beat, runbook: 'generalIncident' as const }];
  await stage.client.workflow.signalWithStart(watchdogType, {
    workflowId,
    taskQueue: coordinationQueue,
    args: [],
    signal: heartbeatSignal,
    signalArgs: [{ beats }],
  });
  const watchdog = stage.play(workflowId);
  await shows('keeper-watchdog', watchdog);
  await stage.pass(600_000);
  await shows('keeper-watchdog-lost', watchdog);
});

story('maintenance: until when and why, and how many alerts are held', async (stage) => {
  const now = await stage.env.currentTimeMs();
  const local = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  const [from, until] = [local(now - 300_000), local(now + 3_600_000)];
  await stage.edit(
    (file) =>
      `${file.replace(/^ {2}zone: .*$/m, '  zone: UTC')}\nmaintenance: [{ from: ${from}, until: ${until}, reason: a new disk }]\n`,
  );
  const place = {
    workflowId: incidentWorkflowId('demo', 'databaseIssues', 'g'),
    runbook: 'databaseIssues',
    group: 'g',
    summary: 'the shop answers 503',
  };
  const workflowId = maintenanceWorkflowId('demo');
  await stage.client.workflow.signalWithStart(maintenanceType, {
    workflowId,
    taskQueue: coordinationQueue,
    args: [],
    signal: holdSignal,
    signalArgs: [{ place, severity: 'P1', alerts: [shopAlert('firing')], door: 'alertmanager' }],
  });
  await shows('keeper-maintenance', stage.play(workflowId));
});
