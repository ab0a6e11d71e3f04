import { WorkflowNotFoundError } from '@temporalio/common';
import type { IncidentGlance } from '../../workflows/contract/incident.ts';
import { glanceQuery } from '../../workflows/contract/messages.ts';
import type { CoordinationDependencies } from '../dependencies.ts';

/** ms */
const patience = 3_000;

/** An open incident as it says itself; undefined for one that is over. Throws where nobody answers for it. */
export async function glanceAt(
  { client }: Pick<CoordinationDependencies, 'client'>,
  workflowId: string,
): Promise<IncidentGlance | undefined> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    return await client.withDeadline(Date.now() + patience, async () => {
      const { status } = await handle.describe();
      if (status.name !== 'RUNNING') return undefined;
      const glance = await handle.query(glanceQuery);
      return glance.endedAt === undefined ? glance : undefined;
    });
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
