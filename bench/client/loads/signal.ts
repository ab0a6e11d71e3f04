import type { Places } from '../../arena.ts';
import { awaitEvents, type RunId, startOf } from '../await-events.ts';
import { bareClient } from '../temporal.ts';

export interface Signal {
  places: Places;
  run: RunId;
  /** The activity that is waited for, of those that the bare workflow runs: the first is 0. */
  which: number;
}

/** ms from a signal until the activity that it leads to runs, by the server's clock. */
export async function run({ places, run: { workflowId, runId }, which }: Signal): Promise<number> {
  const client = await bareClient(places.temporal);
  const began = Date.now();
  await client.workflow.getHandle(workflowId, runId).signal('message', 'x'.repeat(300));
  const at = await awaitEvents(client, { workflowId, runId }, (events) => startOf(events, 'answer', which));
  return at - began;
}
