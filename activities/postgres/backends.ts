import { applicationName, type Session } from './sessions.ts';

/** A client's session at the server. Instants are text in UTC with microseconds, as the server compares them. */
export interface Backend {
  pid: number;
  backendStart: string;
  state: string;
  stateChange: string;
  user: string;
  application: string;
  client: string;
  idleMs: number;
  superuser: boolean;
  /** Whether our role may end it. */
  endable: boolean;
}

const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const columns = `
  a.pid, ${utc('a.backend_start')} AS "backendStart", a.state, ${utc('a.state_change')} AS "stateChange",
  a.usename AS user, coalesce(nullif(a.application_name, ''), '(none)') AS application,
  coalesce(host(a.client_addr), 'local') AS client,
  (extract(epoch FROM clock_timestamp() - a.state_change) * 1000)::float8 AS "idleMs",
  coalesce(r.rolsuper, true) AS superuser,
  pg_has_role(current_user, 'pg_signal_backend', 'USAGE') OR pg_has_role(current_user, a.usesysid, 'USAGE') AS endable`;

// Never Mayday's own, whichever worker it belongs to; replication and background workers are no client backends.
const ofClients = `a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
  AND a.application_name <> '${applicationName}'`;

const from = 'FROM pg_stat_activity a LEFT JOIN pg_roles r ON r.oid = a.usesysid';

/**
 * A database's sessions that are idle, not in a transaction, for more than `longerThan` ms, longest first;
 * `hidden` counts those whose state our role is not shown.
 */
export async function idleBackends(
  session: Session,
  database: string,
  longerThan: number,
): Promise<{ backends: Backend[]; hidden: number }> {
  const idle = await session.query<Backend>(
    `SELECT ${columns} ${from}
      WHERE ${ofClients} AND a.datname = $1 AND a.state = 'idle'
        AND a.state_change < clock_timestamp() - $2::float8 * interval '1 ms'
      ORDER BY a.state_change, a.pid`,
    [database, longerThan],
  );
  const hidden = await session.query<{ count: number }>(
    `SELECT count(*)::int FROM pg_stat_activity a
      WHERE a.datname = $1 AND a.backend_type IS NULL AND a.usesysid IS NOT NULL`,
    [database],
  );
  return { backends: idle.rows, hidden: hidden.rows[0]?.count ?? 0 };
}

/** The sessions with these pids as they are now, whatever they do and whoever has the pid by now. */
export async function backendsOf(session: Session, pids: number[]): Promise<Backend[]> {
  const { rows } = await session.query<Backend>(`SELECT ${columns} ${from} WHERE a.pid = ANY($1::int[])`, [
    pids,
  ]);
  return rows;
}

/** Which session, and what must still hold of it in the statement that ends it. */
export interface Termination {
  database: string;
  pid: number;
  backendStart: string;
  stateChange: string;
}

/**
 * Tells one session to end if it is still the same, idle since the same moment, and no superuser's;
 * answers whether it was told. It is gone a moment later.
 */
export async function terminateBackend(session: Session, termination: Termination): Promise<boolean> {
  const { database, pid, backendStart, stateChange } = termination;
  const { rows } = await session.query(
    `SELECT pg_terminate_backend(a.pid) AS told ${from}
      WHERE a.pid = $1 AND a.backend_start = $2::timestamptz AND a.state = 'idle'
        AND a.state_change = $3::timestamptz AND a.datname = $4 AND r.rolsuper = false AND ${ofClients}`,
    [pid, backendStart, stateChange, database],
  );
  return rows[0]?.told === true;
}

/** What a person would type to do what `terminateBackend` does. */
export function terminationByHand({ pid, backendStart }: Pick<Termination, 'pid' | 'backendStart'>): string {
  return `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ${pid} AND backend_start = '${backendStart}' AND state = 'idle';`;
}
