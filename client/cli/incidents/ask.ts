import type { QueryDefinition } from '@temporalio/common';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import { incidentQuery } from '../../../workflows/contract/messages.ts';
import type { Temporal } from '../../temporal.ts';
import { failure } from '../failure.ts';
import { relative } from '../render/times.ts';
import type { Session } from '../session.ts';
import type { ListedIncident } from './listed.ts';

const grpc = { cancelled: 1, deadlineExceeded: 4, failedPrecondition: 9 } as const;
const silence: readonly number[] = Object.values(grpc);

/** Asks an incident, which takes a living worker; undefined if nobody answers within `patience` ms. */
export async function ask<T>(
  temporal: Temporal,
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

/** @throws CommandFailure if nobody answers */
export async function askOrFail<T>(
  session: Session,
  incident: ListedIncident,
  query: QueryDefinition<T>,
): Promise<T> {
  const answer = await ask(await session.temporal(), incident, query);
  if (answer === undefined) throw failure(nobodyAnswers(session, incident));
  return answer;
}

/** What the incident says of itself. @throws CommandFailure if nobody answers */
export function askIncident(session: Session, incident: ListedIncident): Promise<IncidentView> {
  return askOrFail(session, incident, incidentQuery);
}

/** That an incident does not answer, and why that may be. */
export function nobodyAnswers(session: Session, incident: ListedIncident): string {
  const { now } = session.screen.look();
  const { incident: name, runbook, system, startedAt } = incident;
  return `Nobody answers for ${name} (${runbook} of ${system}, started ${relative(startedAt, now)}): is a worker running?`;
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
