import { ApplicationFailure } from '@temporalio/common';

/** Whether a run failed because the workers do not know its type: they are of an earlier release. */
export function isUnknownType(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === 'UnknownRunbook';
}
