import { ApplicationFailure } from '@temporalio/common';
import { final, retryable } from '../../workflows/contract/failures.ts';
import { failuresBy } from '../troubles.ts';

/** Kinds of trouble with a status page, by what a person does about them. */
export type Trouble =
  /** Nothing was sent. */
  | 'unreachable'
  | 'too many requests'
  | 'credentials'
  | 'not found'
  /** It does not take what we wrote. */
  | 'refused'
  | 'settings'
  /** It was sent, and nobody knows what became of it. */
  | 'answer lost';

const failureTypes: Record<Trouble, string> = {
  unreachable: retryable.targetUnreachable,
  'too many requests': retryable.rateLimited,
  credentials: final.notAuthorised,
  'not found': final.targetNotFound,
  refused: final.invalidInput,
  settings: final.invalidInput,
  'answer lost': retryable.targetUnreachable,
};

export const { failureOf, troubleOf } = failuresBy(failureTypes);

/** Where nothing tells afterwards what became of it: said as it is, and not tried again. */
export function unknownOutcome(says: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(says, final.changeRefused);
}
