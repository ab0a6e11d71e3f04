import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { durationInWords } from '../amounts.ts';
import { check } from './check.ts';
import { queryText } from './query-text.ts';
import type { Postgres } from './sessions.ts';

/** One session that waits for one that blocks it. */
interface Wait {
  pid: number;
  user: string;
  application: string;
  waitMs: number;
  lock: string;
  query: string;
  /** 0 = a prepared transaction; null = it was let go a moment ago. */
  blockedBy: number | null;
  blockerUser: string | null;
  blockerApplication: string | null;
  blockerState: string | null;
  blockerMs: number | null;
  blockerQuery: string | null;
  blockerWaits: boolean;
}

// pg_blocking_pids holds up every lock for a moment, so it is asked for those only that wait.
const waits = `
  WITH waiting AS MATERIALIZED (
    SELECT DISTINCT ON (l.pid) l.pid, a.usename, a.application_name, a.query,
           coalesce(extract(epoch FROM clock_timestamp() - l.waitstart) * 1000, 0)::float8 AS ms,
           l.mode || ' on ' || l.locktype || CASE WHEN d.datname = current_database() AND l.relation IS NOT NULL
             THEN ' ' || l.relation::regclass::text ELSE '' END AS lock
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid LEFT JOIN pg_database d ON d.oid = l.database
     WHERE NOT l.granted AND a.datname = $1 ORDER BY l.pid, l.waitstart)
  SELECT w.pid, w.usename AS user, coalesce(nullif(w.application_name, ''), '(none)') AS application,
         w.ms AS "waitMs", w.lock, coalesce(w.query, '') AS query, by.pid AS "blockedBy", b.usename AS "blockerUser",
         coalesce(nullif(b.application_name, ''), '(none)') AS "blockerApplication", b.state AS "blockerState",
         (extract(epoch FROM clock_timestamp() - coalesce(b.xact_start, b.query_start)) * 1000)::float8 AS "blockerMs",
         b.query AS "blockerQuery", EXISTS (SELECT FROM waiting o WHERE o.pid = by.pid) AS "blockerWaits"
    FROM waiting w LEFT JOIN LATERAL (SELECT DISTINCT unnest(pg_blocking_pids(w.pid)) AS pid) by ON true
    LEFT JOIN pg_stat_activity b ON b.pid = by.pid
   ORDER BY w.ms DESC, w.pid, by.pid`;

/** Who waits for a lock in a database, for how long, and who blocks whom. */
export function postgresLocks(postgres: Postgres): PoolActivities['postgresLocks'] {
  return ({ database }) =>
    check('locks', postgres, database, async (session) => {
      const { rows } = await session.query<Wait>(waits, [database.database]);
      const patience = await session.query<{ ms: number }>(
        `SELECT setting::int AS ms FROM pg_settings WHERE name = 'deadlock_timeout'`,
      );
      const [longest] = rows;
      const waiting = new Set(rows.map(({ pid }) => pid)).size;
      return {
        verdict: longest && longest.waitMs >= (patience.rows[0]?.ms ?? 1_000) ? 'sick' : 'well',
        says: longest
          ? `${waiting} sessions of database "${database.database}" wait for a lock, the longest for ${durationInWords(longest.waitMs)}. ${roots(rows)}`
          : `No session of database "${database.database}" waits for a lock.`,
        evidence: rows.slice(0, 20).map((wait) => ({
          pid: wait.pid,
          user: wait.user,
          application: wait.application,
          waitSeconds: Math.round(wait.waitMs / 1_000),
          lock: wait.lock,
          query: queryText(wait.query),
          blockedBy: wait.blockedBy,
          blockerUser: wait.blockerUser,
          blockerState: wait.blockerState,
          blockerSeconds: wait.blockerMs === null ? null : Math.round(wait.blockerMs / 1_000),
          blockerQuery: wait.blockerQuery === null ? null : queryText(wait.blockerQuery),
        })),
      };
    });
}

/** Those who block and wait for nobody themselves: ending one of them frees the others. */
function roots(rows: Wait[]): string {
  const blockers = Map.groupBy(
    rows.filter(({ blockedBy, blockerWaits }) => blockedBy !== null && !blockerWaits),
    ({ blockedBy }) => blockedBy,
  );
  const shown = [...blockers.values()].slice(0, 3).flatMap(([first, ...rest]) => {
    if (first === undefined) return [];
    const pids = [first, ...rest].map(({ pid, user }) => `pid ${pid} (${user})`);
    const more = pids.length > 3 ? ` and ${pids.length - 3} more` : '';
    return `${blocker(first)} blocks ${pids.slice(0, 3).join(', ')}${more}.`;
  });
  return shown.join(' ') || 'They wait for each other.';
}

function blocker({ blockedBy, blockerUser, blockerState, blockerMs, ...first }: Wait): string {
  if (blockedBy === 0) return 'A prepared transaction (see pg_prepared_xacts)';
  const since = blockerMs === null ? '' : `, in its transaction for ${durationInWords(blockerMs)}`;
  const who = [blockerUser ?? 'no role', first.blockerApplication, blockerState ?? 'not shown to us'];
  return `pid ${blockedBy} (${who.join(', ')}${since})`;
}
