import type { QueryDefinition } from '@temporalio/common';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import { incidentQuery } from '../../../workflows/contract/messages.ts';
import { failure } from '../../failure.ts';
import { ask } from '../../incidents/ask.ts';
import type { ListedIncident } from '../../incidents/listed.ts';
import { relative } from '../../times.ts';
import type { Session } from '../session.ts';

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
