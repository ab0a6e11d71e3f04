import { WorkflowNotFoundError } from '@temporalio/common';
import type { Alert, Mode } from '../../workflows/contract/input.ts';
import { incidentWorkflowId } from '../../workflows/contract/keys.ts';
import { alertsSignal } from '../../workflows/contract/messages.ts';
import { coordinationQueue } from '../../workflows/contract/queues.ts';
import { startedAs } from '../../workflows/contract/started-as.ts';
import type { WatchdogActivities, WatchedHeartbeat } from '../../workflows/contract/watchdog.ts';
import type { CoordinationDependencies } from '../dependencies.ts';

const door = 'the watchdog';
/** ms */
const deadline = 5_000;

/** A heartbeat that stopped is an alert like any other: it opens an incident, and resolves when it is back. */
export function tellOfHeartbeat({
  client,
  catalogue,
}: Pick<CoordinationDependencies, 'client' | 'catalogue'>): WatchdogActivities['tellOfHeartbeat'] {
  return async ({ system, heartbeat, news }) => {
    const { runbook, severity, fingerprint } = heartbeat;
    const group = `no heartbeat ${fingerprint}`;
    const workflowId = incidentWorkflowId(system, runbook, group, modeOf(system));
    const alert = alertOf(heartbeat, news === 'lost' ? 'firing' : 'resolved');
    const message = { alerts: [alert], door };
    await client.withDeadline(Date.now() + deadline, async () => {
      if (news === 'back') return await signalOpen(workflowId, message);
      await client.workflow.signalWithStart(runbook, {
        workflowId,
        taskQueue: coordinationQueue,
        args: [{ system, severity, summary: alert.summary, group, openedBy: { kind: 'alerts', door } }],
        signal: alertsSignal,
        signalArgs: [message],
        ...startedAs({ runbook, system, severity, summary: alert.summary, by: door }),
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
    });
  };

  async function signalOpen(workflowId: string, message: { alerts: Alert[]; door: string }): Promise<void> {
    try {
      await client.workflow.getHandle(workflowId).signal(alertsSignal, message);
    } catch (error) {
      // Somebody has ended it meanwhile.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }

  function modeOf(system: string): Mode {
    try {
      return catalogue.file(system).mode ?? 'live';
    } catch {
      return 'live';
    }
  }
}

function alertOf({ fingerprint, name, labels, lastAt }: WatchedHeartbeat, status: Alert['status']): Alert {
  const which = Object.entries(labels)
    .filter(([label]) => label !== 'alertname' && label !== 'severity')
    .map(([label, value]) => `${label}=${value}`);
  const from = which.length > 0 ? `${name} (${which.slice(0, 5).join(', ')})` : name;
  return {
    fingerprint,
    status,
    name: 'NoHeartbeat',
    summary: `No heartbeat from ${from} since ${lastAt.slice(11, 16)} UTC: monitoring may see nothing. Look at its Prometheus, its Alertmanager and the way from there to Mayday`,
    labels: { ...labels, alertname: 'NoHeartbeat' },
    annotations: {},
    startsAt: lastAt,
  };
}
