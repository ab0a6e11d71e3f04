import { DefaultLogger, type ReplayWorkerOptions, Runtime, Worker } from '@temporalio/worker';
import { dataConverterFrom } from '../../codec/environment.ts';
import { bundleWorkflows } from '../bundle.ts';
import { differenceIn } from './difference.ts';
import type { SavedRun } from './read-histories.ts';

/** Whether a run of an earlier day goes on with the workflows as they are now. */
export interface Replayed {
  name: string;
  workflowId: string;
  type: string;
  events: number;
  /** Absent where it replays: which event and which command differ, as a sentence. */
  differs?: string;
}

export interface ReplayOptions {
  /** For the keys of encrypted payloads, and a bundle that was made ahead. */
  environment: Readonly<Record<string, string | undefined>>;
  namespace: string;
}

/** Replays runs on this code, in their order. What it says of a run that differs is for people. */
export async function replayRuns(
  runs: readonly SavedRun[],
  { environment, namespace }: ReplayOptions,
): Promise<Replayed[]> {
  beQuiet();
  const codePath = environment.MAYDAY_WORKFLOW_BUNDLE;
  const options: ReplayWorkerOptions = {
    workflowBundle: codePath ? { codePath } : await bundleWorkflows(),
    // As the worker reads them: what it made of an unreadable message is part of the run.
    dataConverter: dataConverterFrom(environment, namespace, { unreadable: 'value' }),
  };
  const replayed: Replayed[] = [];
  // Histories may share a workflow id; the SDK replays them one at a time, in this order.
  const results = Worker.runReplayHistories(
    options,
    runs.map(({ workflowId, history }) => ({ workflowId, history })),
  );
  for await (const { error } of results) {
    const run = runs[replayed.length];
    if (run) replayed.push(outcomeOf(run, error));
  }
  return replayed;
}

let quiet = false;

/** What does not replay is told by its sentence, not by the log. */
function beQuiet(): void {
  if (quiet) return;
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
  });
  quiet = true;
}

function outcomeOf({ name, workflowId, history }: SavedRun, error: Error | undefined): Replayed {
  const events = history.events ?? [];
  const type = events[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? 'unknown';
  const outcome = { name, workflowId, type, events: events.length };
  return error ? { ...outcome, differs: differenceIn(error, events) } : outcome;
}
