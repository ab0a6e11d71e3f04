import type { Finding } from '../../workflows/contract/findings.ts';
import type { PostgresTarget } from '../../workflows/contract/profile.ts';
import { findingOf } from '../troubles.ts';
import { type Place, type Trouble, troubleOf } from './failures.ts';
import type { Postgres, Session } from './sessions.ts';

const sick: (Trouble | undefined)[] = ['too many clients', 'not ready', 'database missing'];

/**
 * Asks a database one question; not being let in is a finding too.
 * @throws ApplicationFailure `TargetUnreachable` when nothing answers, to be tried again
 */
export function check(
  name: string,
  postgres: Postgres,
  database: PostgresTarget,
  ask: (session: Session, place: Place) => Promise<Omit<Finding, 'check'>>,
): Promise<Finding> {
  return findingOf(
    name,
    (failure) => sick.includes(troubleOf(failure)),
    () => postgres.session(database, ask),
  );
}
