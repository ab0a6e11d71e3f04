import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { type AlertsMessage, alertsSignal } from '../../workflows/contract/messages.ts';
import { coordinationQueue } from '../../workflows/contract/queues.ts';
import type { Delivery } from '../alerts/routing.ts';
import { cutBytes, inSignals } from '../alerts/signal-size.ts';
import { withinDeadline } from '../temporal.ts';

const door = 'alertmanager';
/** ms a call to Temporal may take; with the pause of the merging before it, a sender hears of a failure within a second. */
const callDeadline = 650;

/** What became of alerts: on the record of a run, or of no interest because nothing is open. */
export type Receipt = { recorded: true; runId?: string } | { recorded: false };

/**
 * Puts the deliveries of one workflow id on Temporal's record: firing ones start or signal its run, resolved
 * ones only signal it. A large delivery may take longer than a failure, as long as it gets on.
 * @throws like `withinDeadline` as soon as a call fails, or is not answered within 650 ms
 */
export async function recordDeliveries(
  client: Client,
  workflowId: string,
  deliveries: Delivery[],
): Promise<Receipt> {
  const alerts = deliveries.flatMap((delivery) => delivery.alerts);
  const opening = deliveries.find(isFiring);
  let runId: string | undefined;
  for (const part of inSignals(alerts)) {
    const signal = { alerts: part, door };
    if (opening) {
      runId = await withinDeadline(client, callDeadline, () => startOrSignal(client, opening, signal));
    } else if (!(await withinDeadline(client, callDeadline, () => signalOpen(client, workflowId, signal)))) {
      return { recorded: false };
    }
  }
  return { recorded: true, runId };
}

async function startOrSignal(client: Client, opening: Delivery, signal: AlertsMessage): Promise<string> {
  const { workflowId, runbook, system, severity, summary, group } = opening;
  const handle = await client.workflow.signalWithStart(runbook, {
    workflowId,
    taskQueue: coordinationQueue,
    args: [{ system, severity, summary, group, openedBy: { kind: 'alerts', door } }],
    signal: alertsSignal,
    signalArgs: [signal],
    staticSummary: cutBytes(`${system}: ${summary}`, 200),
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return handle.signaledRunId;
}

async function signalOpen(client: Client, workflowId: string, signal: AlertsMessage): Promise<boolean> {
  try {
    await client.workflow.getHandle(workflowId).signal(alertsSignal, signal);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

function isFiring(delivery: Delivery): boolean {
  return delivery.alerts.some((alert) => alert.status === 'firing');
}
