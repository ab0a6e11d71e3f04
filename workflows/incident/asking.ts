import { CancellationScope } from '@temporalio/workflow';
import { oneLine } from '../contract/one-line.ts';

type Activity<Question, Result> = {
  (question: Question): Promise<Result>;
  executeWithOptions(options: { summary: string } & Times, args: [Question]): Promise<Result>;
};

/** ms; of an activity whose question says how long it may take. */
export interface Times {
  startToCloseTimeout?: number;
  scheduleToCloseTimeout?: number;
}

/** An activity under a summary that its question gives; a cancellation does not wait for it. */
export function asking<Question, Result>(
  activity: Activity<Question, Result>,
  summary: (question: Question) => string,
  times?: (question: Question) => Times,
) {
  const whole = seenThrough(activity, summary, times);
  return (question: Question): Promise<Result> => abandonable(() => whole(question));
}

/** The same, which a cancellation waits for. */
export function seenThrough<Question, Result>(
  activity: Activity<Question, Result>,
  summary: (question: Question) => string,
  times: (question: Question) => Times = () => ({}),
) {
  return (question: Question): Promise<Result> =>
    activity.executeWithOptions({ summary: oneLine(summary(question)), ...times(question) }, [question]);
}

/**
 * An activity that a cancellation leaves to end by itself, its answer unheard: all are short, or end when the run has closed.
 * Why neither of the SDK's own ways: docs/decisions/0013.
 */
export async function abandonable<Result>(activity: () => Promise<Result>): Promise<Result> {
  const scope = CancellationScope.current();
  if (scope.consideredCancelled) return await scope.cancelRequested;
  const answer = CancellationScope.nonCancellable(activity);
  answer.catch(() => undefined);
  return await Promise.race([answer, scope.cancelRequested]);
}
