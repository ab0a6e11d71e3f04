import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { type AlertsMessage, alertsSignal } from '../../workflows/contract/messages.ts';
import { coordinationQueue } from '../../workflows/contract/queues.ts';
import { startedAs } from '../../workflows/contract/started-as.ts';
import type { Delivery } from '../alerts/routing.ts';
import { inSignals } from '../alerts/signal-size.ts';
import { withinDeadline } from '../temporal.ts';

/** ms a call to Temporal may take. */
export const callDeadline = 650;
/** ms after which a sender has an answer, waiting for its turn included: a second, less the way there and back. */
const answered = 800;
/** ms that the call of a sender who has waited for long is given all the same. */
const shortest = 100;

/** What became of alerts: on the record of a run (`held`: of the keeper's), or of no interest because nothing is open. */
export type Receipt = { recorded: true; runId?: string; held?: true } | { recorded: false };

/**
 * Puts the deliveries of one workflow id, which came through `door`, on Temporal's record: firing ones start or signal its run, resolved
 * ones only signal it. A large delivery may take longer than a failure, as long as it gets on; `waited`: ms that
 * its sender has waited already.
 * @throws like `withinDeadline` as soon as a call fails, or is not answered in time
 */
export async function recordDeliveries(
  client: Client,
  workflowId: string,
  deliveries: Delivery[],
  door: string,
  waited = 0,
): Promise<Receipt> {
  const alerts = deliveries.flatMap((delivery) => delivery.alerts);
  const opening = deliveries.find(isFiring);
  let runId: string | undefined;
  let deadline = Math.max(shortest, Math.min(callDeadline, answered - waited));
  for (const part of inSignals(alerts)) {
    const signal = { alerts: part, door };
    if (opening) {
      runId = await withinDeadline(client, deadline, () => startOrSignal(client, opening, signal));
    } else if (!(await withinDeadline(client, deadline, () => signalOpen(client, workflowId, signal)))) {
      return { recorded: false };
    }
    deadline = callDeadline;
  }
  return { recorded: true, runId };
}

async function startOrSignal(client: Client, opening: Delivery, signal: AlertsMessage): Promise<string> {
  const { workflowId, runbook, system, severity, summary, group } = opening;
  const { door } = signal;
  const handle = await client.workflow.signalWithStart(runbook, {
    workflowId,
    taskQueue: coordinationQueue,
    args: [{ system, severity, summary, group, openedBy: { kind: 'alerts', door } }],
    signal: alertsSignal,
    signalArgs: [signal],
    ...startedAs({ runbook, system, severity, summary, by: door }),
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return handle.signaledRunId;
}

/** False where no incident is open under that workflow id. */
export async function signalOpen(
  client: Client,
  workflowId: string,
  signal: AlertsMessage,
): Promise<boolean> {
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
