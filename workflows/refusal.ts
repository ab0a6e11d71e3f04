import { ApplicationFailure } from '@temporalio/workflow';

/** Ends a run with a sentence for whoever started it; where in the code it was thrown is of no use to them. */
export function refusal(says: string, type = 'InvalidInput'): ApplicationFailure {
  const failure = ApplicationFailure.nonRetryable(says, type);
  failure.stack = '';
  return failure;
}
