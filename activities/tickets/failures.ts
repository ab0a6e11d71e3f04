import { final, retryable } from '../../workflows/contract/failures.ts';
import { failuresBy } from '../troubles.ts';

/** Kinds of trouble with a ticket tracker, by what a person does about them. */
export type Trouble =
  | 'unreachable'
  | 'too many requests'
  | 'credentials'
  | 'not found'
  /** It does not take what we wrote. */
  | 'refused'
  | 'settings';

const failureTypes: Record<Trouble, string> = {
  unreachable: retryable.targetUnreachable,
  'too many requests': retryable.rateLimited,
  credentials: final.notAuthorised,
  'not found': final.targetNotFound,
  refused: final.invalidInput,
  settings: final.invalidInput,
};

export const { failureOf, troubleOf } = failuresBy(failureTypes);
