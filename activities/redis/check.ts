import { ApplicationFailure } from '@temporalio/common';
import { retryable } from '../../workflows/contract/failures.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { RedisTarget } from '../../workflows/contract/redis.ts';
import type { Connection, Redis } from './connections.ts';
import { type Place, type Trouble, troubleOf } from './failures.ts';

const sick: Trouble[] = ['too many clients', 'not ready', 'read only', 'database missing'];

/**
 * Asks a Redis one question; not being let in is a finding too.
 * @throws ApplicationFailure `TargetUnreachable` when nothing answers, to be tried again
 */
export async function check(
  name: string,
  redis: Redis,
  server: RedisTarget,
  ask: (connection: Connection, place: Place) => Promise<Omit<Finding, 'check'>>,
): Promise<Finding> {
  try {
    return { check: name, ...(await redis.session(server, ask)) };
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    const trouble = troubleOf(error);
    if (trouble && sick.includes(trouble)) return { check: name, verdict: 'sick', says: error.message };
    if (error.type === retryable.targetUnreachable) throw error;
    return { check: name, verdict: 'unknown', says: error.message };
  }
}
