import type { CoordinationDependencies } from '../dependencies.ts';

/** ms */
const longestLook = 3_000;
const most = 10;

/** Workflow ids of open incidents. None where the server cannot list; newly opened ones may be missing for a moment. */
export async function openIncidents(
  { client, log }: Pick<CoordinationDependencies, 'client' | 'log'>,
  prefix: string,
): Promise<string[]> {
  const ids: string[] = [];
  const query = `WorkflowId STARTS_WITH "${prefix}" AND ExecutionStatus = "Running"`;
  try {
    await client.withDeadline(Date.now() + longestLook, async () => {
      for await (const { workflowId } of client.workflow.list({ query, pageSize: most })) {
        ids.push(workflowId);
        if (ids.length >= most) break;
      }
    });
  } catch (error) {
    log.debug({ err: error }, 'open incidents could not be listed');
  }
  return ids;
}
