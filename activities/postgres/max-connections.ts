import { ApplicationFailure } from '@temporalio/common';
import { final } from '../../workflows/contract/failures.ts';
import type { Place } from './failures.ts';
import type { Session } from './sessions.ts';

/** A server's `max_connections`: what runs, and what its files say for the next start. */
export interface MaxConnections {
  /** Which server it is, as long as its data lives. */
  identifier: string;
  running: number;
  /** By ALTER SYSTEM; null = nothing. */
  written: number | null;
  /** What a start without ALTER SYSTEM's would have. */
  otherwise: number;
  /** Where the running value is from: `configuration file`, `command line`, `default`, … */
  source: string;
  /** Slots that are kept back from applications. */
  keptBack: number;
  /** ALTER SYSTEM is switched off (`allow_alter_system`, from PostgreSQL 17 on). */
  fixed: boolean;
  standby: boolean;
  /** How many standbys follow it. */
  followers: number;
  /** As the server writes them: `4MB` */
  workMem: string;
  sharedBuffers: string;
  /** Bytes. */
  workMemBytes: number;
}

const file = `f.name = 'max_connections' AND f.sourcefile`;

// The last line of a file counts, and that of ALTER SYSTEM is read after all others.
const asked = `
  SELECT (SELECT system_identifier::text FROM pg_control_system()) AS identifier, s.setting::int AS running, s.source,
         (SELECT f.setting::int FROM pg_file_settings f WHERE ${file} ~ '[/]postgresql[.]auto[.]conf$'
           ORDER BY f.seqno DESC LIMIT 1) AS written,
         coalesce((SELECT f.setting::int FROM pg_file_settings f WHERE ${file} !~ '[/]postgresql[.]auto[.]conf$'
           ORDER BY f.seqno DESC LIMIT 1), s.boot_val::int) AS otherwise,
         current_setting('superuser_reserved_connections')::int
           + coalesce(current_setting('reserved_connections', true), '0')::int AS "keptBack",
         coalesce(current_setting('allow_alter_system', true), 'on') = 'off' AS fixed,
         pg_is_in_recovery() AS standby,
         (SELECT count(*)::int FROM pg_stat_activity a WHERE a.backend_type = 'walsender') AS followers,
         current_setting('work_mem') AS "workMem", current_setting('shared_buffers') AS "sharedBuffers",
         pg_size_bytes(current_setting('work_mem'))::float8 AS "workMemBytes"
    FROM pg_settings s WHERE s.name = 'max_connections'`;

/**
 * Reads it.
 * @throws ApplicationFailure `NotAuthorised`, with what to grant, for a role that may not see or not write it
 */
export async function readMaxConnections(session: Session, { user, server }: Place): Promise<MaxConnections> {
  const lacking = await missingRights(session);
  if (lacking.length > 0) {
    const says = `${user} may not set max_connections at ${server}. In the database of its URL: ${lacking.map((grant) => `${grant} TO ${user};`).join(' ')}`;
    throw ApplicationFailure.nonRetryable(says, final.notAuthorised, 'not permitted');
  }
  const { rows } = await session.query<MaxConnections>(asked);
  const [found] = rows;
  if (found === undefined) throw new Error('PostgreSQL knows no max_connections');
  return found;
}

/** What a role has to be granted that is no superuser. Before PostgreSQL 15 nothing helps but being one. */
async function missingRights(session: Session): Promise<string[]> {
  const { rows } = await session.query<Record<string, boolean>>(
    `SELECT current_setting('is_superuser') = 'on' AS superuser,
            has_parameter_privilege('max_connections', 'ALTER SYSTEM') AS alters,
            has_table_privilege('pg_file_settings', 'SELECT') AS reads,
            has_function_privilege('pg_show_all_file_settings()', 'EXECUTE') AS shows`,
  );
  const { superuser, alters, reads, shows } = rows[0] ?? {};
  if (superuser) return [];
  return [
    ...(alters ? [] : ['GRANT ALTER SYSTEM ON PARAMETER max_connections']),
    ...(reads ? [] : ['GRANT SELECT ON pg_file_settings']),
    ...(shows ? [] : ['GRANT EXECUTE ON FUNCTION pg_show_all_file_settings()']),
  ];
}

/** The statement that writes it for the next start; null = what is there without ALTER SYSTEM. */
export function alterSystem(value: number | null): string {
  return value === null
    ? 'ALTER SYSTEM RESET max_connections;'
    : `ALTER SYSTEM SET max_connections = ${Math.trunc(value)};`;
}
