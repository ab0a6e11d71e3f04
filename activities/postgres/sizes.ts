import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { bytesInWords } from '../amounts.ts';
import { check } from './check.ts';
import { readOnly, wasGivenUp } from './read-only.ts';
import type { Postgres, Session } from './sessions.ts';

const patience = 1_500;
const listed = 10;

interface Sized {
  name: string;
  bytes: number;
}

const databases = `
  SELECT d.datname AS name, pg_database_size(d.oid)::float8 AS bytes FROM pg_database d
   WHERE has_database_privilege(d.oid, 'CONNECT') OR pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')
   ORDER BY 2 DESC, 1`;

// Whoever measures a table waits for who holds it alone.
const tables = `
  SELECT n.nspname || '.' || c.relname AS name, pg_total_relation_size(c.oid)::float8 AS bytes
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
     AND NOT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                      WHERE d.datname = current_database() AND l.relation = c.oid AND l.mode = 'AccessExclusiveLock')
   ORDER BY 2 DESC, 1 LIMIT ${listed}`;

/** How large the databases of the server are, and the largest tables where we are. */
export function postgresSizes(postgres: Postgres): PoolActivities['postgresSizes'] {
  return ({ database, warnAt }) =>
    check('sizes', postgres, database, async (session, { database: here }) => {
      const sized = await measured(session, databases);
      const own = sized?.find(({ name }) => name === database.database);
      const largest = await measured(session, tables);
      const sick = warnAt !== undefined && own !== undefined && own.bytes >= warnAt;
      return {
        verdict: sick ? 'sick' : own ? 'well' : 'unknown',
        says: [
          own
            ? `Database "${database.database}" has ${bytesInWords(own.bytes)}${warnAt === undefined ? '' : `; it warns from ${bytesInWords(warnAt)}`}.`
            : `How large database "${database.database}" is could not be told: ${whyNot(sized)}.`,
          ...others(sized ?? [], database.database),
          largest
            ? tablesInWords(largest, here)
            : `The tables of "${here}" could not be measured within ${patience / 1_000} s.`,
        ].join(' '),
        evidence: [
          ...(sized ?? [])
            .slice(0, listed)
            .map(({ name, bytes }) => ({ database: name, size: bytesInWords(bytes), bytes })),
          ...(largest ?? []).map(({ name, bytes }) => ({ table: name, size: bytesInWords(bytes), bytes })),
        ],
      };
    });
}

/** Undefined where it would take too long. */
async function measured(session: Session, question: string): Promise<Sized[] | undefined> {
  try {
    return await readOnly(session, patience, async () => (await session.query<Sized>(question)).rows);
  } catch (error) {
    if (wasGivenUp(error)) return undefined;
    throw error;
  }
}

function whyNot(sized: Sized[] | undefined): string {
  return sized
    ? 'our role may neither enter it nor read statistics: GRANT pg_monitor to it'
    : `it takes more than ${patience / 1_000} s`;
}

function others(sized: Sized[], own: string): string[] {
  const rest = sized.filter(({ name }) => name !== own);
  const [first] = rest;
  if (!first) return [];
  const sum = rest.reduce((all, { bytes }) => all + bytes, 0);
  return [
    `${rest.length} others have ${bytesInWords(sum)}, most of it "${first.name}" (${bytesInWords(first.bytes)}).`,
  ];
}

function tablesInWords(largest: Sized[], here: string): string {
  const named = largest.slice(0, 3).map(({ name, bytes }) => `${name} (${bytesInWords(bytes)})`);
  return named.length > 0
    ? `The largest tables of "${here}", with their indexes: ${named.join(', ')}.`
    : `"${here}" has no tables.`;
}
