import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { durationInWords } from '../amounts.ts';
import { backendsIn } from './backends.ts';
import { check } from './check.ts';
import { notShown } from './hidden.ts';
import { queryText } from './query-text.ts';
import type { Postgres } from './sessions.ts';

/** Queries that have been running for too long, and what each of them waits for. */
export function postgresLongQueries(postgres: Postgres): PoolActivities['postgresLongQueries'] {
  return ({ database, longerThan }) =>
    check('longQueries', postgres, database, async (session) => {
      const rule = { state: 'active', longerThan } as const;
      const { backends, hidden } = await backendsIn(session, database.database, rule);
      const [oldest] = backends;
      const worst = oldest
        ? `, the longest for ${durationInWords(oldest.forMs)}: pid ${oldest.pid} (${oldest.user}, ${oldest.application})${oldest.waitsFor ? `, waiting for ${oldest.waitsFor}` : ''}, ${queryText(oldest.query)}`
        : '';
      return {
        verdict: oldest ? 'sick' : hidden > 0 ? 'unknown' : 'well',
        says: [
          `${backends.length} queries in database "${database.database}" have been running for more than ${durationInWords(longerThan)}${worst}.`,
          ...notShown(hidden),
        ].join(' '),
        evidence: backends.slice(0, 20).map((backend) => ({
          pid: backend.pid,
          user: backend.user,
          application: backend.application,
          client: backend.client,
          seconds: Math.round(backend.forMs / 1_000),
          waitsFor: backend.waitsFor,
          query: queryText(backend.query),
        })),
      };
    });
}
