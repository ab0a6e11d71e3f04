import type { QueryDefinition } from '@temporalio/common';
import type { Temporal } from '../temporal.ts';
import type { ListedIncident } from './listed.ts';

const grpc = { cancelled: 1, deadlineExceeded: 4, failedPrecondition: 9 } as const;
const silence: readonly number[] = Object.values(grpc);

/** Asks an incident, which takes a living worker; undefined if nobody answers within `patience` ms. */
export async function ask<T>(
  temporal: Pick<Temporal, 'client'>,
  { workflowId, runId, open }: Pick<ListedIncident, 'workflowId' | 'runId' | 'open'>,
  query: QueryDefinition<T>,
  patience = 5_000,
): Promise<T | undefined> {
  const { client } = temporal;
  // An open one may go on in a new run at any moment; a closed one's workflow id may be another's by now.
  const handle = client.workflow.getHandle(workflowId, open ? undefined : runId);
  try {
    return await client.withDeadline(Date.now() + patience, () => handle.query(query));
  } catch (error) {
    if (isSilence(error)) return undefined;
    throw error;
  }
}

/** No worker, one that fails, or a run that has not got so far; as opposed to a Temporal that is away. */
export function isSilence(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'QueryNotRegisteredError') return true;
    if (cause.name === 'WorkflowUpdateRPCTimeoutOrCancelledError') return true;
    if ('code' in cause && silence.includes(cause.code as number)) return true;
  }
  return false;
}
