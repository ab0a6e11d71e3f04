import pg from 'pg';
import { counted, ofPeople } from './damage.ts';
import type { Look } from './integrity.ts';
import { readOnly, sqlState, wasGivenUp } from './read-only.ts';
import type { Session } from './sessions.ts';

/** SQLSTATEs data_corrupted and index_corrupted. */
const corrupt = ['XX001', 'XX002'];

/** ms for one index. */
const each = 500;

const extension = `
  SELECT n.nspname AS schema,
         has_function_privilege(p.oid, 'EXECUTE') AND has_schema_privilege(n.oid, 'USAGE') AS allowed
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    JOIN pg_proc p ON p.pronamespace = n.oid AND p.proname = 'bt_index_check' AND p.pronargs = 1
   WHERE e.extname = 'amcheck'`;

const indexes = `
  SELECT c.oid::int8::text AS oid, c.oid::regclass::text AS index
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_am m ON m.oid = c.relam
   WHERE m.amname = 'btree' AND c.relkind = 'i' AND c.relpersistence = 'p' AND i.indisvalid AND i.indisready
     AND ${ofPeople}
   ORDER BY c.relpages, 2`;

/** Whether B-tree indexes are in order, where amcheck is installed and ours may use it: the smallest first, while there is time. */
export async function checkedIndexes(session: Session, deadline: number): Promise<Look> {
  const [amcheck] = (await session.query<{ schema: string; allowed: boolean }>(extension)).rows;
  if (!amcheck) return said('Indexes were not read through: amcheck is not installed here.');
  if (!amcheck.allowed) {
    return said(
      'Indexes were not read through: GRANT EXECUTE ON FUNCTION bt_index_check(regclass) to our role.',
    );
  }
  const question = `SELECT ${pg.escapeIdentifier(amcheck.schema)}.bt_index_check($1::oid::regclass)`;
  const { rows } = await session.query<{ oid: string; index: string }>(indexes);
  const broken: { index: string; reason: string }[] = [];
  let read = 0;
  for (const { oid, index } of rows) {
    const left = deadline - Date.now();
    if (left <= 0) break;
    try {
      await readOnly(session, Math.min(each, left), () => session.query(question, [oid]));
      read += 1;
    } catch (error) {
      if (corrupt.includes(sqlState(error))) broken.push({ index, reason: (error as Error).message });
      else if (!wasGivenUp(error)) throw error;
    }
  }
  const left = rows.length - read - broken.length;
  return {
    sick: broken.map(
      ({ index, reason }) => `The index ${index} is damaged (${reason}): REINDEX INDEX CONCURRENTLY.`,
    ),
    says: [
      `${counted(read, 'index was', 'indexes were')} read through and in order.`,
      ...(left > 0 ? [`${left} could not be, for want of time or for a lock.`] : []),
    ],
    rows: broken.map((each) => ({ broken: 'index structure', ...each })),
  };
}

function said(sentence: string): Look {
  return { sick: [], says: [sentence], rows: [] };
}
