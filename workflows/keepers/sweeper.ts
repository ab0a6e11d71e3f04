import { log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { CoordinationActivities } from '../contract/activities.ts';
import type { Notice } from '../contract/notices.ts';
import { oneLine } from '../contract/one-line.ts';
import { later } from '../contract/priority.ts';
import type { ClosedRun, SweeperActivities, SweepProgress, Unfinished } from '../contract/sweeper.ts';

const look = { startToCloseTimeout: '60 s', retry: { maximumAttempts: 2 } } as const;
const { findStuck } = proxyActivities<SweeperActivities>({ ...look, summary: 'Which incidents are stuck?' });
const { findClosed } = proxyActivities<SweeperActivities>({
  ...look,
  priority: later,
  summary: 'Which incidents have ended since the last look?',
});
const { keepClosed } = proxyActivities<SweeperActivities>({
  ...look,
  priority: later,
  summary: 'Keep the record of an incident that has ended',
});

const { notify } = proxyActivities<CoordinationActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '30 s',
  retry: { initialInterval: '500 ms' },
});

const nothingYet: SweepProgress = { closed: {}, unfinished: [] };
/** ms after which what is left waits for the next sweep. */
const longest = 120_000;
const atOnce = 5;
/** Sweeps that wait for a worker which can tell a run's story, before its bare facts are kept. */
const patience = 5;

/** One look at the incidents from outside: pages for stuck ones, tells of those cut off, keeps the closed ones. */
export async function sweep(): Promise<SweepProgress> {
  const started = Date.now();
  // A schedule hands each run the result of the one before.
  const { open, closed, unfinished } = (workflowInfo().lastResult as SweepProgress | undefined) ?? nothingYet;

  const stuck = await findStuck({ page: open });
  await Promise.all(stuck.notices.map(said));

  const { runs, walk } = await findClosed({ walk: closed, again: unfinished });
  const tries = new Map(unfinished.map((run) => [run.runId, run.tries]));
  const left: Unfinished[] = [];
  while (runs.length > 0 && Date.now() - started < longest) {
    const batch = runs.splice(0, atOnce);
    const kept = await Promise.all(batch.map((run) => finished(run, tries.get(run.runId) ?? 0)));
    left.push(...batch.filter((_, i) => !kept[i]).map((run) => again(run, 1)));
  }
  return { open: stuck.page, closed: walk, unfinished: [...left, ...runs.map((run) => again(run, 0))] };

  function again({ workflowId, runId }: ClosedRun, more: number): Unfinished {
    return { workflowId, runId, tries: (tries.get(runId) ?? 0) + more };
  }
}

async function finished({ workflowId, runId, notices }: ClosedRun, tries: number): Promise<boolean> {
  const told = await Promise.all(notices.map(said));
  try {
    await keepClosed({ workflowId, runId, bare: tries >= patience });
    return told.every(Boolean);
  } catch (error) {
    log.warn('a closed run could not be kept', { run: workflowId, error });
    return false;
  }
}

/** False where a channel failed: a later sweep finds the same cause and says it to the channels that have it not yet. */
async function said(notice: Notice): Promise<boolean> {
  try {
    await notify.executeWithOptions({ summary: oneLine(`${notice.kind}: ${notice.text}`) }, [notice]);
    return true;
  } catch (error) {
    log.warn('a notice was not said', { notice: notice.text, error });
    return false;
  }
}
