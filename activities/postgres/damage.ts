import type { Look } from './integrity.ts';
import type { Session } from './sessions.ts';

/** Of the tables of people, not those of PostgreSQL itself. */
export const ofPeople = `n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'`;

/** An index that is not valid is not used, and one that is not ready is not even kept up. */
export async function brokenIndexes(session: Session): Promise<Look> {
  const { rows } = await session.query<{ index: string; table: string; being: string }>(
    `SELECT n.nspname || '.' || c.relname AS index, i.indrelid::regclass::text AS table,
            CASE WHEN i.indisready THEN 'not valid' ELSE 'not ready' END AS being
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE NOT (i.indisvalid AND i.indisready) AND ${ofPeople}
        AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
      ORDER BY 1`,
  );
  const [first] = rows;
  if (!first) return { sick: [], says: [], rows: [] };
  return {
    sick: [
      `${counted(rows.length, 'index', 'indexes')} cannot be used, the first ${first.index} on ${first.table} (${first.being}): REINDEX INDEX CONCURRENTLY, or drop it.`,
    ],
    says: [],
    rows: rows.map((row) => ({ broken: 'index', ...row })),
  };
}

/** A constraint that is NOT VALID holds for new rows only. */
export async function notValidated(session: Session): Promise<Look> {
  const { rows } = await session.query<{ constraint: string; table: string }>(
    `SELECT c.conname AS constraint, c.conrelid::regclass::text AS table
       FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
      WHERE NOT c.convalidated AND c.conrelid <> 0 AND ${ofPeople}
        AND (to_jsonb(c) ->> 'conenforced') IS DISTINCT FROM 'false'
      ORDER BY 2, 1`,
  );
  const [first] = rows;
  if (!first) return { sick: [], says: [], rows: [] };
  return {
    sick: [],
    says: [
      `${counted(rows.length, 'constraint was', 'constraints were')} never validated for the rows from before it, the first ${first.constraint} of ${first.table}: ALTER TABLE … VALIDATE CONSTRAINT.`,
    ],
    rows: rows.map((row) => ({ broken: 'not validated', ...row })),
  };
}

/** Blocks whose checksum did not fit when they were read; 0 as database = what all databases share. */
export async function brokenChecksums(session: Session): Promise<Look> {
  const { rows } = await session.query<{
    checksums: string;
    database: string;
    failures: number;
    last: string;
  }>(
    `SELECT current_setting('data_checksums') AS checksums, coalesce(s.datname, 'what all databases share') AS database,
            coalesce(s.checksum_failures, 0)::float8 AS failures, s.checksum_last_failure::text AS last
       FROM pg_stat_database s WHERE s.datname = current_database() OR s.datid = 0
      ORDER BY 3 DESC, 2`,
  );
  if (rows[0]?.checksums === 'off') {
    return { sick: [], says: ['The server keeps no checksums of its data.'], rows: [] };
  }
  const broken = rows.filter(({ failures }) => failures > 0);
  return {
    sick: broken.map(
      ({ database, failures, last }) =>
        `${counted(failures, 'block', 'blocks')} of ${database} did not fit the checksum, last at ${last}: the disk or the memory is damaged, take a backup before anything else.`,
    ),
    says: [],
    rows: broken.map(({ database, failures, last }) => ({ broken: 'checksum', database, failures, last })),
  };
}

export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
