import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { Group } from './groups.ts';
import { bareQueue } from './queue.ts';

/** Has the bare worker do the same as a run, and answers the history of that. */
export async function runInGroups(
  client: Client,
  workflowId: string,
  groups: readonly Group[],
): Promise<temporal.api.history.v1.IHistory> {
  const handle = await client.workflow.start('inGroups', {
    taskQueue: bareQueue,
    workflowId,
    args: [groups],
  });
  for (const size of groups.flatMap(({ messages }) => messages)) {
    await handle.signal('message', 'x'.repeat(size));
  }
  await handle.result();
  return await handle.fetchHistory();
}
