import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';
import type { CoordinationDependencies } from '../dependencies.ts';
import { firstObject } from '../sweeper/incident-run.ts';

type History = temporal.api.history.v1.IHistory;

/**
 * Keeps the histories of the runs that a long incident continued from, the last one first: history-before-1.json,
 * history-before-2.json, … It ends where the namespace has them no more.
 */
export async function keepEarlierRuns(
  { client, archive }: Pick<CoordinationDependencies, 'client' | 'archive'>,
  { keyId, workflowId }: { keyId: string; workflowId: string },
  last: History,
): Promise<void> {
  let runId = await carriedFrom(client, last);
  for (let back = 1; runId !== undefined; back += 1) {
    const history = await historyOf(client, workflowId, runId);
    if (!history) return;
    await archive.put(keyId, `history-before-${back}.json`, historyToJSON(history));
    runId = await carriedFrom(client, history);
  }
}

/** The run whose incident a run goes on with; undefined for one that opened its own. */
async function carriedFrom(client: Client, { events }: History): Promise<string | undefined> {
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  const { carried } = await firstObject<{ carried: unknown }>(client, started?.input);
  return carried === undefined ? undefined : started?.continuedExecutionRunId || undefined;
}

async function historyOf(client: Client, workflowId: string, runId: string): Promise<History | undefined> {
  try {
    return await client.workflow.getHandle(workflowId, runId).fetchHistory();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
