import { WorkflowNotFoundError } from '@temporalio/common';
import type { IncidentGlance } from '../../workflows/contract/incident.ts';
import { glanceQuery } from '../../workflows/contract/messages.ts';
import type { Temporal } from '../temporal.ts';
import { isSilence } from './ask.ts';
import { describeIncident, type ListedIncident, listedAsOpen } from './listed.ts';

/** An open incident, with its own word where it gave one in time. */
export interface Glanced extends ListedIncident {
  glance?: IncidentGlance;
}

/** ms that an incident has to answer; all are asked side by side. */
const patience = 2_000;

/** All open incidents, the real ones if it is not said: a call per page of Temporal's list, then one query to each, side by side. */
export async function glanceAtOpen(temporal: Pick<Temporal, 'client'>, idStart?: string): Promise<Glanced[]> {
  const listed = await listedAsOpen(temporal, ...(idStart ? [idStart] : []));
  const answers = await askAll(
    temporal,
    listed.map(({ workflowId }) => workflowId),
  );
  const glanced = await Promise.all(
    listed.map(async ({ named, ...incident }): Promise<Glanced | undefined> => {
      const answer = answers.get(incident.workflowId);
      if (answer === 'closed') return undefined;
      if (answer) return { ...incident, incident: answer.incident, keyId: answer.keyId, glance: answer };
      if (named) return incident;
      const described = await describeIncident(temporal, incident.workflowId);
      return described?.open ? described : undefined;
    }),
  );
  return glanced.filter((incident) => incident !== undefined);
}

async function askAll(
  temporal: Pick<Temporal, 'client'>,
  workflowIds: readonly string[],
): Promise<Map<string, IncidentGlance | 'closed' | undefined>> {
  const answers = await Promise.all(workflowIds.map((id) => glanceOf(temporal, id)));
  return new Map(workflowIds.map((id, i) => [id, answers[i]]));
}

/** What an incident that is open there says of itself; undefined if nobody answers in time. @throws Temporal's error */
export async function glanceOf(
  { client }: Pick<Temporal, 'client'>,
  workflowId: string,
): Promise<IncidentGlance | 'closed' | undefined> {
  const { openOnly } = await import('../temporal.ts');
  const { workflow } = openOnly(client);
  try {
    return await client.withDeadline(Date.now() + patience, () =>
      workflow.getHandle(workflowId).query(glanceQuery),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'closed';
    if (error instanceof Error && error.name === 'QueryRejectedError') return 'closed';
    if (isSilence(error)) return undefined;
    throw error;
  }
}
