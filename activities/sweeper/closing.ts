import type { Client } from '@temporalio/client';
import type { RunbookInput } from '../../workflows/contract/input.ts';
import type { Closing } from './ended.ts';
import { closeEvent, firstObject, type IncidentRun, keyIn } from './incident-run.ts';

/** Reads how a run closed from the last event of its history. */
export async function closingOf(client: Client, run: IncidentRun): Promise<Closing> {
  const event = await closeEvent(client, run);
  const completed = event?.workflowExecutionCompletedEventAttributes;
  const failed = event?.workflowExecutionFailedEventAttributes;
  const terminated = event?.workflowExecutionTerminatedEventAttributes;
  const continued = event?.workflowExecutionContinuedAsNewEventAttributes;
  return {
    ...(completed ? { result: await firstObject(client, completed.result) } : {}),
    ...(failed
      ? {
          failure: {
            type: failed.failure?.applicationFailureInfo?.type ?? undefined,
            message: failed.failure?.cause?.message ?? failed.failure?.message ?? 'no reason given',
          },
        }
      : {}),
    ...(terminated
      ? { terminated: { identity: terminated.identity ?? '', reason: terminated.reason ?? '' } }
      : {}),
    ...(continued
      ? { nextKeyId: keyIn(await firstObject<RunbookInput>(client, continued.input)) ?? run.firstRunId }
      : {}),
  };
}
