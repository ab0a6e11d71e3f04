import type { Session } from './sessions.ts';

/** How a server's connection slots are used, over all databases. */
export interface Usage {
  max: number;
  superuserReserved: number;
  /** 0 before PostgreSQL 16. */
  reserved: number;
  /** What is left for roles without a reserved slot. */
  usable: number;
  /** Sessions of clients, without the one that asks. */
  used: number;
  /** Of the usable connections, not rounded; above 100 where reserved slots are used too. */
  percent: number;
}

/**
 * The rows of `pg_stat_activity` that are sessions of clients. A role without pg_read_all_stats does not see the type
 * of others' sessions: those of a role in a database are taken for clients.
 */
export const clientBackend = `(a.backend_type = 'client backend' OR (a.backend_type IS NULL AND a.usesysid IS NOT NULL AND a.datid IS NOT NULL))`;

/** Reads how the slots are used. */
export async function readUsage(session: Session): Promise<Usage> {
  const { rows } = await session.query(`
    SELECT current_setting('max_connections')::int AS max,
           current_setting('superuser_reserved_connections')::int AS "superuserReserved",
           coalesce(current_setting('reserved_connections', true)::int, 0) AS reserved,
           (SELECT count(*)::int FROM pg_stat_activity a
             WHERE a.pid <> pg_backend_pid() AND ${clientBackend}) AS used`);
  const row: Omit<Usage, 'usable' | 'percent'> = rows[0];
  const usable = row.max - row.superuserReserved - row.reserved;
  return { ...row, usable, percent: (row.used / usable) * 100 };
}

/** `38 of 47 usable connections are used (81 %)` */
export function usageInWords({ used, usable, percent }: Usage): string {
  return `${used} of ${usable} usable connections are used (${Math.round(percent)} %)`;
}
