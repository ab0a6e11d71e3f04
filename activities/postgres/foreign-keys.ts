import pg from 'pg';
import { counted, ofPeople } from './damage.ts';
import type { Look } from './integrity.ts';
import { readOnly, sqlState, wasGivenUp } from './read-only.ts';
import type { Session } from './sessions.ts';

interface ForeignKey {
  constraint: string;
  table: string;
  parent: string;
  /** A partitioned table is read with its partitions, another one without those that inherit from it. */
  partitioned: boolean;
  parentPartitioned: boolean;
  columns: string[];
  parentColumns: string[];
}

/** ms for one of them. */
const each = 500;

// Only types and comparisons of PostgreSQL itself: a function of somebody else would run in our name.
const foreignKeys = `
  SELECT c.conname AS constraint, c.conrelid::regclass::text AS table, c.confrelid::regclass::text AS parent,
         t.relkind = 'p' AS partitioned, p.relkind = 'p' AS "parentPartitioned",
         (SELECT array_agg(a.attname::text ORDER BY k.at) FROM unnest(c.conkey) WITH ORDINALITY k(num, at)
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num) AS columns,
         (SELECT array_agg(a.attname::text ORDER BY k.at) FROM unnest(c.confkey) WITH ORDINALITY k(num, at)
            JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num) AS "parentColumns"
    FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
    JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class p ON p.oid = c.confrelid
   WHERE c.contype = 'f' AND c.conparentid = 0 AND c.confmatchtype = 's' AND ${ofPeople}
     AND (to_jsonb(c) ->> 'conenforced') IS DISTINCT FROM 'false'
     AND t.relkind IN ('r', 'p') AND p.relkind IN ('r', 'p')
     AND NOT EXISTS (SELECT FROM unnest(c.conpfeqop) o(oid) JOIN pg_operator op ON op.oid = o.oid
                      WHERE op.oprnamespace <> 'pg_catalog'::regnamespace)
     AND NOT EXISTS (SELECT FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
                      WHERE y.typnamespace <> 'pg_catalog'::regnamespace
                        AND (a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
                          OR a.attrelid = c.confrelid AND a.attnum = ANY (c.confkey)))
     AND has_table_privilege(c.conrelid, 'SELECT') AND has_table_privilege(c.confrelid, 'SELECT')
     AND NOT row_security_active(c.conrelid) AND NOT row_security_active(c.confrelid)
   ORDER BY c.convalidated, t.relpages, 2, 1`;

/** Rows that refer to rows that are not there: a restore with its triggers off, or NOT VALID, lets them in. */
export async function orphans(session: Session, deadline: number): Promise<Look> {
  const { rows } = await session.query<ForeignKey>(foreignKeys);
  const broken: ForeignKey[] = [];
  let asked = 0;
  for (const key of rows) {
    const left = deadline - Date.now();
    if (left <= 0) break;
    try {
      if (await hasOrphan(session, key, Math.min(each, left))) broken.push(key);
      asked += 1;
    } catch (error) {
      if (!wasGivenUp(error) && sqlState(error) !== '42501') throw error;
    }
  }
  const left = rows.length - asked;
  return {
    sick: broken.map(
      ({ constraint, table, parent }) =>
        `${table} has rows that refer to ${parent} rows that are not there (${constraint}).`,
    ),
    says: [
      ...(rows.length > 0
        ? [
            `${counted(asked, 'foreign key was held against its rows', 'foreign keys were held against their rows')}.`,
          ]
        : []),
      ...(left > 0 ? [`${left} could not be, for want of time or for a lock.`] : []),
    ],
    rows: broken.map(({ constraint, table, parent }) => ({
      broken: 'foreign key',
      constraint,
      table,
      parent,
    })),
  };
}

async function hasOrphan(session: Session, key: ForeignKey, ms: number): Promise<boolean> {
  const { columns, parentColumns, partitioned, parentPartitioned } = key;
  const child = (column: string) => `child.${pg.escapeIdentifier(column)}`;
  const same = columns.map(
    (column, i) =>
      `parent.${pg.escapeIdentifier(parentColumns[i] ?? '')} OPERATOR(pg_catalog.=) ${child(column)}`,
  );
  const question = `
    SELECT EXISTS (SELECT FROM ${partitioned ? '' : 'ONLY '}${key.table} AS child
      WHERE ${columns.map((column) => `${child(column)} IS NOT NULL`).join(' AND ')}
        AND NOT EXISTS (SELECT FROM ${parentPartitioned ? '' : 'ONLY '}${key.parent} AS parent
                         WHERE ${same.join(' AND ')})) AS orphan`;
  return readOnly(session, ms, async () => {
    const { rows } = await session.query<{ orphan: boolean }>(question);
    return rows[0]?.orphan === true;
  });
}
