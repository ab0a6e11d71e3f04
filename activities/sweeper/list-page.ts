import type { Client } from '@temporalio/client';
import { postIncidentIdStart } from '../../workflows/contract/follow-ups.ts';
import type { Run } from '../../workflows/contract/sweeper.ts';

/** What the sweeper looks after. */
export const incidentsAndFollowUps = `(WorkflowId STARTS_WITH "incident:" OR WorkflowId STARTS_WITH "${postIncidentIdStart}")`;

/** Runs of a page that are looked at side by side. */
export const atOnce = { concurrency: 8 } as const;
/** Runs that one sweep looks at. */
export const pageSize = 100;
/** ms */
const deadline = 10_000;

/** A page of Temporal's list; `next` is absent on the last one. */
export async function listPage(
  client: Client,
  query: string,
  token: string | undefined,
): Promise<{ runs: Run[]; next?: string }> {
  const { executions, nextPageToken } = await client.withDeadline(Date.now() + deadline, () =>
    client.workflowService.listWorkflowExecutions({
      namespace: client.options.namespace,
      query,
      pageSize,
      nextPageToken: token === undefined ? undefined : Buffer.from(token, 'base64'),
    }),
  );
  const runs = (executions ?? []).flatMap(({ execution }) =>
    execution?.workflowId && execution.runId
      ? [{ workflowId: execution.workflowId, runId: execution.runId }]
      : [],
  );
  return { runs, next: nextPageToken?.length ? Buffer.from(nextPageToken).toString('base64') : undefined };
}
