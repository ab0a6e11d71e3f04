import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  TemporalFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import { final } from '../contract/failures.ts';

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

/** Whether no other attempt would do better. */
export function isFinal(error: unknown): boolean {
  return error instanceof ActivityFailure && error.retryState === 'NON_RETRYABLE_FAILURE';
}

/** Of an activity that is tried once: whether it may have done its work all the same. */
export function isUnknown(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  const { cause } = error;
  if (cause instanceof TimeoutFailure) return cause.timeoutType === 'START_TO_CLOSE';
  return cause instanceof ApplicationFailure && cause.type === final.outcomeUnknown;
}
