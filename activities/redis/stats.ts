import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { check } from './check.ts';
import type { Redis } from './connections.ts';
import { type Info, readInfo } from './info.ts';

/** ms between the two looks. */
const between = 1_000;
/** Fewer lookups say nothing about a hit rate. */
const enoughLookups = 100;

/**
 * Clients, hits, evictions and refused connections, since the server started and within a second. Sick: short of
 * clients, connections refused while we look, or too few hits.
 */
export function redisStats(redis: Redis): PoolActivities['redisStats'] {
  return ({ server, clientsWarnAt, hitRateBelow }) =>
    check('stats', redis, server, async (connection) => {
      const before = await readInfo(connection, 'stats');
      await sleep(between);
      const now = await readInfo(connection, 'stats', 'clients');
      const within = (field: string) => now.number(field) - before.number(field);
      const hits = hitRate(now);
      const [clients, most] = [now.number('connected_clients'), now.number('maxclients')];
      const used = Number.isNaN(most) ? null : (clients / most) * 100;
      const trouble = [
        used !== null && used >= clientsWarnAt && `${Math.round(used)} % of its clients are taken`,
        within('rejected_connections') > 0 &&
          `${within('rejected_connections')} connections a second are refused`,
        hits !== null && hits < hitRateBelow && `only ${Math.round(hits)} % of the lookups find something`,
      ].filter((part) => typeof part === 'string');
      const says = [
        `${clients.toLocaleString('en')} clients${Number.isNaN(most) ? '' : ` of ${most.toLocaleString('en')}`}, ${now.number('blocked_clients')} of them blocked`,
        `hit rate ${hits === null ? 'not known, for want of lookups' : `${Math.round(hits)} %`}`,
        `${now.number('evicted_keys').toLocaleString('en')} keys evicted (${within('evicted_keys')} within the last second)`,
        `${now.number('rejected_connections').toLocaleString('en')} connections refused since it started`,
      ].join(', ');
      return {
        verdict: trouble.length > 0 ? 'sick' : 'well',
        says: trouble.length > 0 ? `${capital(trouble.join(', '))}: ${says}.` : `${capital(says)}.`,
        evidence: [
          {
            clients,
            maxClients: Number.isNaN(most) ? null : most,
            blocked: now.number('blocked_clients'),
            hitRatePercent: hits === null ? null : Math.round(hits * 10) / 10,
            evicted: now.number('evicted_keys'),
            refused: now.number('rejected_connections'),
            commandsPerSecond: now.number('instantaneous_ops_per_sec'),
          },
        ],
      };
    });
}

/** Percent since the server started; null where there were too few lookups to tell. */
function hitRate(info: Info): number | null {
  const [hits, misses] = [info.number('keyspace_hits'), info.number('keyspace_misses')];
  return hits + misses >= enoughLookups ? (hits / (hits + misses)) * 100 : null;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
