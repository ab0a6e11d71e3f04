import type { Client } from '@temporalio/client';
import { temporalTrouble } from '../../temporal.ts';

/** What one check found, with what to do where it is not good. */
export interface Report {
  check: string;
  /** `doubtful` works, but not as well as it could; `untried` needs what is bad already. */
  verdict: 'good' | 'doubtful' | 'bad' | 'untried';
  says: string;
}

export type Verdict = Omit<Report, 'check'>;

/** ms for each call to Temporal. */
export const patience = 5_000;

export function good(says: string): Verdict {
  return { verdict: 'good', says };
}

export function doubtful(says: string): Verdict {
  return { verdict: 'doubtful', says };
}

export function untried(says: string): Verdict {
  return { verdict: 'untried', says };
}

export function bad(says: string): Verdict {
  return { verdict: 'bad', says };
}

/** The report of a check that asks Temporal; a failure is bad, in words. */
export async function tried(check: string, client: Client, attempt: () => Promise<Verdict>): Promise<Report> {
  try {
    return { check, ...(await attempt()) };
  } catch (error) {
    return { check, ...bad(temporalTrouble(error, client)) };
  }
}
