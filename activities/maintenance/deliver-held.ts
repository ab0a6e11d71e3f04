import { WorkflowNotFoundError } from '@temporalio/common';
import type { Alert } from '../../workflows/contract/input.ts';
import type { MaintenanceActivities } from '../../workflows/contract/maintenance.ts';
import { alertsSignal } from '../../workflows/contract/messages.ts';
import { coordinationQueue } from '../../workflows/contract/queues.ts';
import { startedAs } from '../../workflows/contract/started-as.ts';
import type { CoordinationDependencies } from '../dependencies.ts';

/** As the gateway does it; an incident counts an alert that comes twice once. */
export function deliverHeld({
  client,
}: Pick<CoordinationDependencies, 'client'>): MaintenanceActivities['deliverHeld'] {
  return async ({ system, place, severity, alerts, door }) => {
    const { workflowId, runbook, group, summary } = place;
    const firing = alerts.filter(({ status }) => status === 'firing');
    if (firing.length === 0) {
      await signalOpen(workflowId, alerts, door);
      return;
    }
    const says = `${summary || firing[0]?.name} (fires since ${since(firing)}, held by maintenance)`;
    await client.workflow.signalWithStart(runbook, {
      workflowId,
      taskQueue: coordinationQueue,
      args: [{ system, severity, summary: says, group, openedBy: { kind: 'alerts', door } }],
      signal: alertsSignal,
      signalArgs: [{ alerts, door }],
      ...startedAs({ runbook, system, severity, summary: says, by: door }),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
  };

  async function signalOpen(workflowId: string, alerts: Alert[], door: string): Promise<void> {
    try {
      await client.workflow.getHandle(workflowId).signal(alertsSignal, { alerts, door });
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}

/** The first of them. */
function since(alerts: readonly Alert[]): string {
  return alerts.map(({ startsAt }) => startsAt).sort()[0] ?? '';
}
