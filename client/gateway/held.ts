import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import {
  type HoldMessage,
  holdSignal,
  maintenanceType,
  maintenanceWorkflowId,
} from '../../workflows/contract/maintenance.ts';
import { oneLine } from '../../workflows/contract/one-line.ts';
import { coordinationQueue } from '../../workflows/contract/queues.ts';
import type { Delivery } from '../alerts/routing.ts';
import { inSignals } from '../alerts/signal-size.ts';
import { withinDeadline } from '../temporal.ts';
import { callDeadline, type Receipt, recordDeliveries, signalOpen } from './delivery.ts';

/**
 * Puts alerts that fire during maintenance on the record of their incident, if it is open, else of the keeper that holds
 * them. @throws like `recordDeliveries`
 */
export async function recordHeld(
  client: Client,
  delivery: Delivery,
  deliveries: readonly Delivery[],
  door: string,
): Promise<Receipt> {
  const alerts = deliveries.flatMap((each) => each.alerts);
  const fires = alerts.some(({ status }) => status === 'firing');
  let held: { runId?: string; held: true } | undefined;
  for (const part of inSignals(alerts)) {
    const signal = { alerts: part, door };
    const { workflowId } = delivery;
    if (await withinDeadline(client, callDeadline, () => signalOpen(client, workflowId, signal))) continue;
    const message = { place: placeOf(delivery), severity: delivery.severity, ...signal };
    if (!fires) {
      if (!(await withinDeadline(client, callDeadline, () => tellKeeper(client, delivery.system, message))))
        return { recorded: false };
      held ??= { held: true };
    } else {
      const runId = await withinDeadline(client, callDeadline, () => hold(client, delivery.system, message));
      held = { runId, held: true };
    }
  }
  return { recorded: true, ...held };
}

/** As usual; what resolved where nothing is open may be held. @throws like `recordDeliveries` */
export async function recordOrRelease(
  client: Client,
  delivery: Delivery,
  deliveries: Delivery[],
  door: string,
  waited: number,
): Promise<Receipt> {
  const receipt = await recordDeliveries(client, delivery.workflowId, deliveries, door, waited);
  if (receipt.recorded) return receipt;
  for (const part of inSignals(deliveries.flatMap(({ alerts }) => alerts))) {
    const message = { place: placeOf(delivery), alerts: part, door };
    const told = await withinDeadline(client, callDeadline, () =>
      tellKeeper(client, delivery.system, message),
    );
    if (!told) return receipt;
  }
  return receipt;
}

function placeOf({ workflowId, runbook, group, summary }: Delivery): HoldMessage['place'] {
  return { workflowId, runbook, group, summary };
}

async function hold(client: Client, system: string, message: HoldMessage): Promise<string> {
  const handle = await client.workflow.signalWithStart(maintenanceType, {
    workflowId: maintenanceWorkflowId(system),
    taskQueue: coordinationQueue,
    args: [],
    signal: holdSignal,
    signalArgs: [message],
    staticSummary: oneLine(`Holds alerts of ${system} during maintenance`),
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return handle.signaledRunId;
}

/** False where nothing of the system is held. */
async function tellKeeper(client: Client, system: string, message: HoldMessage): Promise<boolean> {
  try {
    await client.workflow.getHandle(maintenanceWorkflowId(system)).signal(holdSignal, message);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
