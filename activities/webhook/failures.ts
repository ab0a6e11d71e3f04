import { final, retryable } from '../../workflows/contract/failures.ts';
import { failuresBy } from '../troubles.ts';

/** Kinds of trouble with an address to which notices are posted, by what a person does about them. */
export type Trouble =
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
  'answer lost': final.outcomeUnknown,
};

export const { failureOf, troubleOf } = failuresBy(failureTypes);
