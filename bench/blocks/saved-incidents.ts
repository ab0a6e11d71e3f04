import { fileURLToPath } from 'node:url';
import type { temporal } from '@temporalio/proto';
import { readHistories } from '../../worker/replay/read-histories.ts';
import { type RunbookName, runbooks } from '../../workflows/contract/runbooks.ts';

/** An incident from its start to its end, as Mayday's own tests saved it. */
export interface SavedIncident {
  /** What became of it, e.g. `application-outage-rejected`. */
  name: string;
  runbook: RunbookName;
  file: string;
  workflowId: string;
  history: temporal.api.history.v1.IHistory;
}

const folder = fileURLToPath(new URL('../../test/replay/histories/0.1.0', import.meta.url));

/** Those that are over. An early end without any check, such as a refusal, is none. */
export async function savedIncidents(): Promise<SavedIncident[]> {
  const runs = await readHistories([folder]);
  return runs.flatMap(({ name: file, workflowId, history }) => {
    const events = history.events ?? [];
    const type = events[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? '';
    const last = events.at(-1);
    const over =
      last?.workflowExecutionCompletedEventAttributes ?? last?.workflowExecutionCanceledEventAttributes;
    const archived = events.some(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'archive',
    );
    if (!Object.hasOwn(runbooks, type) || !over || !archived) return [];
    const name = file.replace(/^.*\/|\.json\.gz$/g, '');
    return [{ name, runbook: type as RunbookName, file, workflowId, history }];
  });
}
