import { WorkflowNotFoundError } from '@temporalio/common';
import type { IncidentGlance } from '../../../workflows/contract/incident.ts';
import { glanceQuery } from '../../../workflows/contract/messages.ts';
import type { Temporal } from '../../temporal.ts';
import { isSilence } from './ask.ts';
import { describeIncident, type ListedIncident, listedAsOpen } from './listed.ts';

/** An open incident, with its own word where it gave one in time. */
export interface Glanced extends ListedIncident {
  glance?: IncidentGlance;
}

/** ms that all incidents together have to answer. */
const patience = 2_000;

/** All open incidents, the real ones if it is not said: a call per page of Temporal's list, then one query to each, side by side. */
export async function glanceAtOpen(temporal: Temporal, idStart?: string): Promise<Glanced[]> {
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
  { client }: Temporal,
  workflowIds: readonly string[],
): Promise<Map<string, IncidentGlance | 'closed' | undefined>> {
  const { openOnly } = await import('../../temporal.ts');
  const { workflow } = openOnly(client);
  const ask = async (id: string) => {
    try {
      return await workflow.getHandle(id).query(glanceQuery);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'closed';
      if (error instanceof Error && error.name === 'QueryRejectedError') return 'closed';
      if (isSilence(error)) return undefined;
      throw error;
    }
  };
  const answers = await client.withDeadline(Date.now() + patience, () => Promise.all(workflowIds.map(ask)));
  return new Map(workflowIds.map((id, i) => [id, answers[i]]));
}
