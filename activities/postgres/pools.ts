import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { ConnectionPool } from '../../workflows/contract/databases.ts';
import { check } from './check.ts';
import { notShown } from './hidden.ts';
import { applicationName, type Postgres } from './sessions.ts';
import { clientBackend } from './usage.ts';

/** The sessions of one application at one address. */
interface Holder {
  application: string;
  user: string;
  client: string;
  sessions: number;
  active: number;
  idle: number;
  idleInTransaction: number;
  hidden: number;
}

const holders = `
  SELECT coalesce(nullif(a.application_name, ''), '(none)') AS application, coalesce(a.usename, '(none)') AS user,
         coalesce(host(a.client_addr), 'local') AS client, count(*)::int AS sessions,
         count(*) FILTER (WHERE a.state = 'active')::int AS active,
         count(*) FILTER (WHERE a.state = 'idle')::int AS idle,
         count(*) FILTER (WHERE a.state LIKE 'idle in transaction%')::int AS "idleInTransaction",
         count(*) FILTER (WHERE a.backend_type IS NULL)::int AS hidden
    FROM pg_stat_activity a
   WHERE a.datname = $1 AND a.application_name IS DISTINCT FROM '${applicationName}' AND ${clientBackend}
   GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3`;

/** Who holds a database's connections, and whether a client has none left of the pool that the file gives it. */
export function postgresPools(postgres: Postgres): PoolActivities['postgresPools'] {
  return ({ database, pools }) =>
    check('pools', postgres, database, async (session) => {
      const { rows } = await session.query<Holder>(holders, [database.database]);
      const found = pools.flatMap((pool) => clientsOf(pool, rows));
      const usedUp = found.filter(({ busy, size }) => busy >= size);
      const over = found.filter(({ sessions, busy, size }) => sessions > size && busy < size);
      const hidden = rows.reduce((sum, each) => sum + each.hidden, 0);
      return {
        verdict: usedUp.length > 0 ? 'sick' : hidden > 0 ? 'unknown' : 'well',
        says: [
          `${rows.length} clients hold connections of database "${database.database}"${mostOf(rows)}.`,
          ...usedUp
            .slice(0, 3)
            .map((each) => `${whoIs(each)} uses ${each.busy} of ${each.size}: its pool is used up.`),
          ...over
            .slice(0, 3)
            .map(
              (each) => `${whoIs(each)} holds ${each.sessions}, and its pool is said to have ${each.size}.`,
            ),
          ...(pools.length === 0 ? ['The file names no pool, so none is judged.'] : []),
          ...notShown(hidden),
        ].join(' '),
        evidence: rows
          .slice(0, 20)
          .map(({ hidden: _, ...each }) => ({ ...each, poolSize: sizeOf(each, pools) })),
      };
    });
}

interface Client {
  pool: ConnectionPool;
  client: string;
  size: number;
  sessions: number;
  /** In use: an idle connection is one that the pool can still give away. */
  busy: number;
}

/** The clients of a pool, one for each address. */
function clientsOf(pool: ConnectionPool, rows: Holder[]): Client[] {
  const byAddress = Map.groupBy(
    rows.filter((row) => belongs(row, pool)),
    ({ client }) => client,
  );
  return [...byAddress].map(([client, own]) => {
    const sessions = own.reduce((sum, each) => sum + each.sessions, 0);
    const busy = own.reduce((sum, { active, idleInTransaction }) => sum + active + idleInTransaction, 0);
    return { pool, client, size: pool.size, sessions, busy };
  });
}

function belongs({ application, user }: Pick<Holder, 'application' | 'user'>, pool: ConnectionPool): boolean {
  return (pool.application ?? application) === application && (pool.user ?? user) === user;
}

function sizeOf(holder: Pick<Holder, 'application' | 'user'>, pools: ConnectionPool[]): number | null {
  return pools.find((pool) => belongs(holder, pool))?.size ?? null;
}

function whoIs({ pool, client }: Client): string {
  const names = [pool.application, pool.user && `user ${pool.user}`].filter(Boolean).join(', ');
  return `${names || 'Whoever comes'} from ${client}`;
}

function mostOf([first]: Holder[]): string {
  if (!first) return '';
  const { application, user, client, sessions, active, idle, idleInTransaction } = first;
  return `; most has ${application}, user ${user}, from ${client}: ${sessions} (${active} active, ${idle} idle, ${idleInTransaction} idle in a transaction)`;
}
