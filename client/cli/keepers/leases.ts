import { WorkflowNotFoundError } from '@temporalio/common';
import { type LeaseView, leasedTarget, leaseIdStart, leaseQuery } from '../../../workflows/contract/lease.ts';
import type { Temporal } from '../../temporal.ts';
import { isSilence } from '../incidents/ask.ts';

/** ms */
const deadline = 5_000;

/** The targets that are changed now, are waited for, or were changed within the hour; a lease that does not answer has only its name. */
export async function openLeases({ client }: Temporal): Promise<(LeaseView & { silent?: true })[]> {
  return await client.withDeadline(Date.now() + deadline, async () => {
    const ids = new Set<string>();
    const query = `WorkflowId STARTS_WITH "${leaseIdStart}" AND ExecutionStatus = "Running"`;
    for await (const { workflowId } of client.workflow.list({ query })) ids.add(workflowId);
    const views = await Promise.all([...ids].map((id) => ask(id)));
    return views.flat();
  });

  async function ask(workflowId: string): Promise<(LeaseView & { silent?: true })[]> {
    const target = leasedTarget(workflowId);
    if (!target) return [];
    try {
      return [await client.workflow.getHandle(workflowId).query(leaseQuery)];
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return [];
      if (isSilence(error)) return [{ ...target, queue: [], changes: [], silent: true }];
      throw error;
    }
  }
}
