import { counted, ofPeople } from './damage.ts';
import type { Look } from './integrity.ts';
import { readOnly, wasGivenUp } from './read-only.ts';
import type { Session } from './sessions.ts';

interface Table {
  table: string;
  columns: number;
  /** Of them, those whose values' spread is known. */
  known: number;
  rows: number;
  changedSince: number;
  analyzed: string | null;
}

// pg_stats shows only what our role may read, and nothing of tables whose rows it sees in part.
const tables = `
  SELECT c.oid::regclass::text AS table, c.relnatts::int AS columns,
         (SELECT count(*)::int FROM pg_stats p WHERE p.schemaname = n.nspname AND p.tablename = c.relname) AS known,
         greatest(c.reltuples, s.n_live_tup, 0)::float8 AS rows, coalesce(s.n_mod_since_analyze, 0)::float8 AS "changedSince",
         to_char(greatest(s.last_analyze, s.last_autoanalyze) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') AS analyzed
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
   WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND c.relnatts > 0 AND ${ofPeople}
     AND has_table_privilege(c.oid, 'SELECT') AND NOT row_security_active(c.oid)
     AND greatest(c.reltuples, s.n_live_tup) > 0`;

/** Rows that changed since count as many only from here. */
const few = 1_000;

/** What the planner knows of the values in columns: without, or with what was true long ago, queries are slow. */
export async function staleStatistics(session: Session, deadline: number): Promise<Look> {
  try {
    const { rows } = await readOnly(session, deadline - Date.now(), () => session.query<Table>(tables));
    const without = rows.filter(({ known }) => known === 0);
    const old = rows.filter(
      ({ known, changedSince, rows: count }) => known > 0 && changedSince > Math.max(few, count / 2),
    );
    const columns = rows.reduce((sum, { known }) => sum + known, 0);
    return {
      sick: [],
      says: [
        `Statistics are there of ${counted(columns, 'column', 'columns')} in ${counted(rows.length - without.length, 'table', 'tables')}.`,
        ...named(without, 'hold rows and have none, so queries are planned blindly: ANALYZE them'),
        ...named(old, 'have changed more than half since they were made: ANALYZE them'),
      ],
      rows: [...without, ...old].map((row) => ({ broken: 'statistics', ...row })),
    };
  } catch (error) {
    if (!wasGivenUp(error)) throw error;
    return { sick: [], says: ['Statistics could not be looked at in time.'], rows: [] };
  }
}

function named([first, ...more]: Table[], says: string): string[] {
  if (!first) return [];
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  return [`${first.table}${others} ${says}.`];
}
