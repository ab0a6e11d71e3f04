import { ApplicationFailure } from '@temporalio/common';
import { retryable } from '../workflows/contract/failures.ts';
import type { Finding } from '../workflows/contract/findings.ts';

/** What went wrong with an outside system, for a person: what it is and what to do. */
export interface Explained<Trouble extends string> {
  trouble: Trouble;
  says: string;
  /** ms after which it wants to be asked again. */
  retryAfter?: number;
}

const triedAgain: string[] = Object.values(retryable);

/** The failures of one outside system, by the type that each kind of trouble has: it decides about retries. */
export function failuresBy<Trouble extends string>(types: Record<Trouble, string>) {
  return {
    /** The failure to throw for what was explained; its first detail is the trouble. */
    failureOf({ trouble, says, retryAfter }: Explained<Trouble>): ApplicationFailure {
      const type = types[trouble];
      return ApplicationFailure.create({
        message: says,
        type,
        nonRetryable: !triedAgain.includes(type),
        details: [trouble],
        ...(retryAfter === undefined ? {} : { nextRetryDelay: retryAfter }),
      });
    },
    /** The trouble behind a failure made by `failureOf`. */
    troubleOf(failure: unknown): Trouble | undefined {
      if (!(failure instanceof ApplicationFailure)) return undefined;
      const trouble = failure.details?.[0];
      return typeof trouble === 'string' && Object.hasOwn(types, trouble) ? (trouble as Trouble) : undefined;
    },
  };
}

/**
 * A check's finding; not being let in is one too, and `sick` says which troubles are the system's own.
 * @throws ApplicationFailure `TargetUnreachable` when nothing answers, to be tried again
 */
export async function findingOf(
  check: string,
  isSick: (failure: ApplicationFailure) => boolean,
  ask: () => Promise<Omit<Finding, 'check'>>,
): Promise<Finding> {
  try {
    return { check, ...(await ask()) };
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    if (isSick(error)) return { check, verdict: 'sick', says: error.message };
    if (error.type === retryable.targetUnreachable) throw error;
    return { check, verdict: 'unknown', says: error.message };
  }
}
