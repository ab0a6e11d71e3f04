import { final, retryable } from '../../workflows/contract/failures.ts';
import { failuresBy } from '../troubles.ts';

/** Kinds of trouble with a script before it runs, by what a person does about them. */
export type Trouble =
  /** The file or the worker does not say where it is, or it is not there. */
  | 'settings'
  /** It is there, and must not be run as it is. */
  | 'never'
  /** An answer is missing or none that it takes. */
  | 'answers'
  /** It cannot be started now. */
  | 'busy';

export const { failureOf, troubleOf } = failuresBy<Trouble>({
  settings: final.invalidInput,
  never: final.changeRefused,
  answers: final.invalidInput,
  busy: retryable.targetUnreachable,
});
