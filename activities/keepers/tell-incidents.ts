import { WorkflowNotFoundError } from '@temporalio/common';
import { type FreezeActivities, freezeNewsSignal } from '../../workflows/contract/freeze.ts';
import type { CoordinationDependencies } from '../dependencies.ts';

/** Tells every open incident that a freeze concerns; one that ends meanwhile need not hear of it. */
export function tellIncidents({
  client,
  log,
}: Pick<CoordinationDependencies, 'client' | 'log'>): FreezeActivities['tellIncidents'] {
  return async (news) => {
    const system = (news.frozen ?? news.thawed)?.system ?? undefined;
    const idStart = system === undefined ? 'incident:' : `incident:${system}:`;
    const query = `WorkflowId STARTS_WITH "${idStart}" AND ExecutionStatus = "Running"`;
    for (const workflowId of await listed(query)) {
      try {
        await client.workflow.getHandle(workflowId).signal(freezeNewsSignal, news);
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    }
  };

  async function listed(query: string): Promise<Set<string>> {
    const ids = new Set<string>();
    try {
      for await (const { workflowId } of client.workflow.list({ query })) ids.add(workflowId);
    } catch (error) {
      // What a freeze forbids does not hang on it.
      log.warn({ err: error }, 'open incidents could not be listed');
    }
    return ids;
  }
}
