import { WorkflowNotFoundError } from '@temporalio/common';
import { type LeaseView, leasedTarget, leaseIdStart, leaseQuery } from '../../workflows/contract/lease.ts';
import { isSilence } from '../incidents/ask.ts';
import type { Temporal } from '../temporal.ts';

/** ms */
const deadline = 5_000;

/** `silent`: nobody answers for it, so that only its name is known. */
export type OpenLease = LeaseView & { silent?: true };

/** The targets that are changed now, are waited for, or were changed within the hour; a lease that does not answer has only its name. */
export async function openLeases({ client }: Pick<Temporal, 'client'>): Promise<OpenLease[]> {
  return await client.withDeadline(Date.now() + deadline, async () => {
    const ids = new Set<string>();
    const query = `WorkflowId STARTS_WITH "${leaseIdStart}" AND ExecutionStatus = "Running"`;
    for await (const { workflowId } of client.workflow.list({ query })) ids.add(workflowId);
    const views = await Promise.all([...ids].map((id) => leaseOf({ client }, id)));
    return views.filter((view) => view !== undefined);
  });
}

/** By its workflow id; undefined where there is none any more. */
export async function leaseOf(
  { client }: Pick<Temporal, 'client'>,
  workflowId: string,
): Promise<OpenLease | undefined> {
  const target = leasedTarget(workflowId);
  if (!target) return undefined;
  try {
    return await client.workflow.getHandle(workflowId).query(leaseQuery);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    if (isSilence(error)) return { ...target, queue: [], changes: [], silent: true };
    throw error;
  }
}
