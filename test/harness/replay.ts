import { Worker } from '@temporalio/worker';
import { payloadConverterPath } from '../../codec/converter-modules.ts';
import { workflowBundle } from './bundle.ts';

type History = Parameters<typeof Worker.runReplayHistory>[1];

let before: Promise<unknown> = Promise.resolve();

/**
 * Replays a run on the current code; rejects where it does not replay. One after the other in a process: the replay that
 * ends last takes the SDK's runtime with it, also from one that is just about to begin.
 */
export function replays(history: History, workflowId: string): Promise<void> {
  const turn = before.then(async () => {
    const options = { workflowBundle: await workflowBundle(), dataConverter: { payloadConverterPath } };
    await Worker.runReplayHistory(options, history, workflowId);
  });
  before = turn.catch(() => undefined);
  return turn;
}
