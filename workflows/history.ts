import { workflowInfo } from '@temporalio/workflow';

/** Events after which a history is long, as Temporal's servers see it. */
const longest = 4_096;
/** Room for what a run does before it can rest; a smaller number would have it continue for ever. */
const shortest = 500;

/** For what a run starts, so that it continues as new after as many events. */
export function sameLength(): { memo?: { eventsPerRun: unknown } } {
  const eventsPerRun = workflowInfo().memo?.eventsPerRun;
  return eventsPerRun === undefined ? {} : { memo: { eventsPerRun } };
}

/** A run should continue as new: the server suggests it, or it has 4,096 events, or as many as its memo `eventsPerRun` says. */
export function isLong(): boolean {
  const { continueAsNewSuggested, historyLength, memo } = workflowInfo();
  const wanted = memo?.eventsPerRun;
  const most = typeof wanted === 'number' ? Math.max(shortest, wanted) : longest;
  return continueAsNewSuggested || historyLength >= most;
}
