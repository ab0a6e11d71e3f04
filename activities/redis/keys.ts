import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { check } from './check.ts';
import type { Redis } from './connections.ts';
import { keyCounts, keysInWords, memoryOf, readInfo } from './info.ts';
import { sampleInWords, sampleKeys } from './sample.ts';

/**
 * How many keys each database holds, how many of the target's never expire, and a sample of what they are called.
 * Sick where more than `neverExpireAbove` percent of a cache never expire and nothing throws them out.
 */
export function redisKeys(redis: Redis): PoolActivities['redisKeys'] {
  return ({ server, neverExpireAbove }) =>
    check('keys', redis, server, async (connection, { database }) => {
      const info = await readInfo(connection, 'keyspace', 'memory');
      const counts = keyCounts(info);
      const { keys, neverExpire } = counts.get(database) ?? { keys: 0, neverExpire: 0 };
      const share = keys === 0 ? 0 : (neverExpire / keys) * 100;
      const stay = !memoryOf(info).policy.startsWith('allkeys-');
      const others = [...counts.keys()].filter((each) => each !== database);
      const sample = await sampleKeys(connection);
      const says = [
        `Database ${database} holds ${keysInWords(keys)}`,
        keys > 0
          ? `, ${Math.round(share)} % of them never expire${stay && neverExpire > 0 ? ' and nothing throws them out' : ''}.`
          : '.',
        others.length > 0 ? ` Databases ${others.join(', ')} hold keys, too.` : '',
        sampleInWords(sample),
      ].join('');
      return {
        verdict: server.cacheOnly && stay && share > neverExpireAbove ? 'sick' : 'well',
        says,
        evidence: [...counts]
          .slice(0, 16)
          .map(([each, count]) => ({ database: each, keys: count.keys, neverExpire: count.neverExpire })),
      };
    });
}
