import { ActivityFailure, isCancellation, TemporalFailure, TimeoutFailure } from '@temporalio/workflow';

/** For work beside the main path: its cancellation is its end, and a bug in it still fails the workflow task. */
export function unlessCancelled(error: unknown): void {
  if (!isCancellation(error)) throw error;
}

/** Why an activity failed, as a person would say it: the innermost cause, not the wrapping. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  let inner: Error = error;
  while (inner instanceof TemporalFailure && inner.cause instanceof Error) inner = inner.cause;
  if (inner instanceof TimeoutFailure) {
    const activity = error instanceof ActivityFailure ? error.activityType : 'it';
    return inner.timeoutType === 'SCHEDULE_TO_START' || inner.timeoutType === 'SCHEDULE_TO_CLOSE'
      ? `no answer in time (${activity}); is a worker of this pool running?`
      : `no answer in time (${activity})`;
  }
  return inner.message;
}
