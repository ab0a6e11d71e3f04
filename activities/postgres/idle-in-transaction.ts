import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { durationInWords } from '../amounts.ts';
import { backendsIn } from './backends.ts';
import { check } from './check.ts';
import { notShown } from './hidden.ts';
import { queryText } from './query-text.ts';
import type { Postgres } from './sessions.ts';

/** Transactions in which nothing happens: their locks stay held, and VACUUM cannot clean behind them. */
export function postgresIdleInTransaction(postgres: Postgres): PoolActivities['postgresIdleInTransaction'] {
  return ({ database, longerThan }) =>
    check('idleInTransaction', postgres, database, async (session) => {
      const rule = { state: 'idle in transaction', longerThan } as const;
      const { backends, hidden } = await backendsIn(session, database.database, rule);
      const [oldest] = backends;
      const worst = oldest
        ? `, the longest for ${durationInWords(oldest.forMs)}: pid ${oldest.pid} (${oldest.user}, ${oldest.application}), after ${queryText(oldest.query)}`
        : '';
      return {
        verdict: oldest ? 'sick' : hidden > 0 ? 'unknown' : 'well',
        says: [
          `${backends.length} sessions of database "${database.database}" are idle in a transaction for more than ${durationInWords(longerThan)}${worst}.`,
          ...notShown(hidden),
        ].join(' '),
        evidence: backends.slice(0, 20).map((backend) => ({
          pid: backend.pid,
          user: backend.user,
          application: backend.application,
          client: backend.client,
          state: backend.state,
          idleSeconds: Math.round(backend.forMs / 1_000),
          transactionSeconds: Math.round((backend.transactionMs ?? 0) / 1_000),
          lastQuery: queryText(backend.query),
        })),
      };
    });
}
