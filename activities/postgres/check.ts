import { ApplicationFailure } from '@temporalio/common';
import { retryable } from '../../workflows/contract/failures.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { PostgresTarget } from '../../workflows/contract/profile.ts';
import { type Trouble, troubleOf } from './failures.ts';
import type { Postgres, Session } from './sessions.ts';

const sick: Trouble[] = ['too many clients', 'not ready', 'database missing'];

/**
 * Asks a database one question; not being let in is a finding too.
 * @throws ApplicationFailure `TargetUnreachable` when nothing answers, to be tried again
 */
export async function check(
  name: string,
  postgres: Postgres,
  database: PostgresTarget,
  ask: (session: Session) => Promise<Omit<Finding, 'check'>>,
): Promise<Finding> {
  try {
    return { check: name, ...(await postgres.session(database, ask)) };
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    const trouble = troubleOf(error);
    if (trouble && sick.includes(trouble)) return { check: name, verdict: 'sick', says: error.message };
    if (error.type === retryable.targetUnreachable) throw error;
    return { check: name, verdict: 'unknown', says: error.message };
  }
}
