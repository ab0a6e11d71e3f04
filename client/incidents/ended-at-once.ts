import { ApplicationFailure } from '@temporalio/common';
import type { RunResult } from '../../workflows/contract/incident.ts';
import { failure } from '../failure.ts';
import type { Temporal } from '../temporal.ts';
import type { ListedIncident } from './listed.ts';

const deadline = 5_000;

/** Where a run that ended at once handed itself over to. @throws CommandFailure with its sentence if it was refused */
export async function handedOverTo(
  { client }: Pick<Temporal, 'client'>,
  { workflowId, firstRunId }: Pick<ListedIncident, 'workflowId' | 'firstRunId'>,
): Promise<string> {
  let result: RunResult;
  try {
    result = await client.withDeadline(Date.now() + deadline, () =>
      client.workflow.getHandle(workflowId, firstRunId).result(),
    );
  } catch (error) {
    throw failure(said(error));
  }
  if (result?.end === 'handed over') return result.to;
  throw failure(`It ended at once: ${JSON.stringify(result)}.`);
}

/** What a run failed with: its own sentence, below what Temporal wraps around it. */
export function said(error: unknown): string {
  let cause = error;
  while (cause instanceof Error && !(cause instanceof ApplicationFailure) && cause.cause) cause = cause.cause;
  return cause instanceof Error ? cause.message : String(cause);
}
