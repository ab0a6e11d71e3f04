/** Types of the ApplicationFailures that activities throw; the type decides whether Temporal tries again. */
export const retryable = {
  /** Nothing answered at the target: refused, timed out, name not found. */
  targetUnreachable: 'TargetUnreachable',
  /** The target asked us to come back later; carries the next retry delay. */
  rateLimited: 'RateLimited',
  /** Somebody else wrote the target in between: observe again. */
  conflict: 'Conflict',
} as const;

/** Failures that no retry can mend. */
export const final = {
  unknownSystem: 'UnknownSystem',
  unknownRunbook: 'UnknownRunbook',
  invalidInput: 'InvalidInput',
  targetNotFound: 'TargetNotFound',
  notAuthorised: 'NotAuthorised',
  changeRefused: 'ChangeRefused',
  /** It was sent, and nobody knows what became of it; sending it again might do it twice. */
  outcomeUnknown: 'OutcomeUnknown',
} as const;
