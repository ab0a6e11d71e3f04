import type { Finding } from '../../workflows/contract/findings.ts';
import type { RedisTarget } from '../../workflows/contract/redis.ts';
import { findingOf } from '../troubles.ts';
import type { Connection, Redis } from './connections.ts';
import { type Place, type Trouble, troubleOf } from './failures.ts';

const sick: (Trouble | undefined)[] = ['too many clients', 'not ready', 'read only', 'database missing'];

/**
 * Asks a Redis one question; not being let in is a finding too.
 * @throws ApplicationFailure `TargetUnreachable` when nothing answers, to be tried again
 */
export function check(
  name: string,
  redis: Redis,
  server: RedisTarget,
  ask: (connection: Connection, place: Place) => Promise<Omit<Finding, 'check'>>,
): Promise<Finding> {
  return findingOf(
    name,
    (failure) => sick.includes(troubleOf(failure)),
    () => redis.session(server, ask),
  );
}
