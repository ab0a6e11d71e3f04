import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { check } from './check.ts';
import type { Redis } from './connections.ts';

const pings = 5;

/** Whether it answers, and how long the median of five PINGs takes, network included. */
export function redisPing(redis: Redis): PoolActivities['redisPing'] {
  return ({ server, slowAfter }) =>
    check('ping', redis, server, async (connection, place) => {
      const times: number[] = [];
      for (let i = 0; i < pings; i += 1) {
        const begun = performance.now();
        await connection.call('PING');
        times.push(performance.now() - begun);
      }
      const sorted = times.toSorted((a, b) => a - b);
      const median = sorted[Math.floor(pings / 2)] ?? 0;
      const slow = median > slowAfter;
      const took = `${round(median)} ms, the slowest of ${pings} after ${round(sorted.at(-1) ?? 0)} ms`;
      return {
        verdict: slow ? 'sick' : 'well',
        says: `Redis at ${place.server} answers ${slow ? `slowly: after ` : 'after '}${took}.`,
        evidence: [{ medianMs: round(median), slowestMs: round(sorted.at(-1) ?? 0), slowAfterMs: slowAfter }],
      };
    });
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
