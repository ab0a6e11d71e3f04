import type { SessionState } from '../../workflows/contract/mitigations.ts';
import { applicationName, type Session } from './sessions.ts';

/** A client's session at the server. Instants are text in UTC with microseconds, as the server compares them. */
export interface Backend {
  pid: number;
  backendStart: string;
  state: string;
  stateChange: string;
  queryStart: string;
  user: string;
  application: string;
  client: string;
  /** In its state; of an active one, since its query began. */
  forMs: number;
  /** Null outside a transaction. */
  transactionMs: number | null;
  /** `Lock: transactionid`; null while it works, or waits for its client. */
  waitsFor: string | null;
  /** The query that runs, or the last that ran, as the client wrote it: only for `queryText`. */
  query: string;
  superuser: boolean;
  /** Whether our role may end it. */
  endable: boolean;
}

const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const since = `CASE WHEN a.state = 'active' THEN a.query_start ELSE a.state_change END`;

const columns = `
  a.pid, ${utc('a.backend_start')} AS "backendStart", a.state, ${utc('a.state_change')} AS "stateChange",
  ${utc('a.query_start')} AS "queryStart",
  a.usename AS user, coalesce(nullif(a.application_name, ''), '(none)') AS application,
  coalesce(host(a.client_addr), 'local') AS client,
  (extract(epoch FROM clock_timestamp() - ${since}) * 1000)::float8 AS "forMs",
  (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::float8 AS "transactionMs",
  CASE WHEN a.state = 'active' THEN a.wait_event_type || ': ' || a.wait_event END AS "waitsFor",
  a.query, coalesce(r.rolsuper, true) AS superuser,
  pg_has_role(current_user, 'pg_signal_backend', 'USAGE') OR pg_has_role(current_user, a.usesysid, 'USAGE') AS endable`;

// Never Mayday's own, whichever worker it belongs to; replication and background workers are no client backends.
const ofClients = `a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
  AND a.application_name <> '${applicationName}'`;

const from = 'FROM pg_stat_activity a LEFT JOIN pg_roles r ON r.oid = a.usesysid';

/** As the server names them: a transaction that has failed and was not rolled back holds its locks just so. */
const named: Record<SessionState, string[]> = {
  idle: ['idle'],
  'idle in transaction': ['idle in transaction', 'idle in transaction (aborted)'],
  active: ['active'],
};

/**
 * A database's sessions that have been in a state for more than `longerThan` ms, longest first; `hidden` counts
 * those whose state our role is not shown.
 */
export async function backendsIn(
  session: Session,
  database: string,
  { state, longerThan }: { state: SessionState; longerThan: number },
): Promise<{ backends: Backend[]; hidden: number }> {
  const found = await session.query<Backend>(
    `SELECT ${columns} ${from}
      WHERE ${ofClients} AND a.datname = $1 AND a.state = ANY($2::text[])
        AND ${since} < clock_timestamp() - $3::float8 * interval '1 ms'
      ORDER BY ${since}, a.pid`,
    [database, named[state], longerThan],
  );
  const hidden = await session.query<{ count: number }>(
    `SELECT count(*)::int FROM pg_stat_activity a
      WHERE a.datname = $1 AND a.backend_type IS NULL AND a.usesysid IS NOT NULL`,
    [database],
  );
  return { backends: found.rows, hidden: hidden.rows[0]?.count ?? 0 };
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
  state: string;
  /** Since when it is in its state; of an active one, since when its query runs. */
  since: string;
}

/** Since when a session does what it does: it moves as soon as the session does something else, or the same anew. */
export function sinceOf(backend: Pick<Backend, 'state' | 'stateChange' | 'queryStart'>): string {
  return backend.state === 'active' ? backend.queryStart : backend.stateChange;
}

/**
 * Tells one session to end if it is still the same, in the same state since the same moment, and no superuser's;
 * answers whether it was told. It is gone a moment later.
 */
export async function terminateBackend(session: Session, termination: Termination): Promise<boolean> {
  const { rows } = await session.query(
    `SELECT pg_terminate_backend(a.pid) AS told ${from} WHERE ${isStillIt}`,
    valuesOf(termination),
  );
  return rows[0]?.told === true;
}

/** Whom `terminateBackend` would tell to end, without telling it: undefined where it would find nobody. */
export async function wouldTerminate(
  session: Session,
  termination: Termination,
): Promise<Pick<Backend, 'endable'> | undefined> {
  const { rows } = await session.query<Backend>(
    `SELECT ${columns} ${from} WHERE ${isStillIt}`,
    valuesOf(termination),
  );
  return rows[0];
}

const isStillIt = `a.pid = $1 AND a.backend_start = $2::timestamptz AND a.state = $3 AND ${since} = $4::timestamptz
  AND a.datname = $5 AND r.rolsuper = false AND ${ofClients}`;

function valuesOf({ database, pid, backendStart, state, since }: Termination) {
  return [pid, backendStart, state, since, database];
}

/** What a person would type to do what `terminateBackend` does. */
export function terminationByHand(backend: Backend): string {
  const { pid, backendStart, state, queryStart } = backend;
  const query = state === 'active' ? ` AND query_start = '${queryStart}'` : '';
  return `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ${pid} AND backend_start = '${backendStart}' AND state = '${state}'${query};`;
}
