import { readdir } from 'node:fs/promises';
import path from 'node:path';
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

const folder = fileURLToPath(new URL('../../test/replay/histories', import.meta.url));

/** Those of the newest release that are over. An early end without any check, such as a refusal, is none. */
export async function savedIncidents(): Promise<SavedIncident[]> {
  const runs = await readHistories([path.join(folder, await newestRelease())]);
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

/** Each release has a folder of its own, `1.10.0` after `1.9.0`. */
async function newestRelease(): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const releases = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const newest = releases.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
  if (!newest) throw new Error(`${folder} holds no release: save histories with npm run save-histories.`);
  return newest;
}
