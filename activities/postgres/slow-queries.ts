import pg from 'pg';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import { durationInWords } from '../amounts.ts';
import { check } from './check.ts';
import { queryText } from './query-text.ts';
import type { Postgres, Session } from './sessions.ts';

interface Statement {
  calls: number;
  meanMs: number;
  totalMs: number;
  user: string;
  query: string;
}

/** Statements that are slow on average since the statistics were last reset, those that took most time first. */
export function postgresSlowQueries(postgres: Postgres): PoolActivities['postgresSlowQueries'] {
  return ({ database, longerThan }) =>
    check('slowQueries', postgres, database, async (session): Promise<Omit<Finding, 'check'>> => {
      const view = await findView(session);
      if (view === undefined) {
        return unknown(
          'pg_stat_statements is not installed where Mayday looks: add it to shared_preload_libraries, restart the server, and CREATE EXTENSION pg_stat_statements in the database of its URL.',
        );
      }
      let statements: Statement[];
      try {
        statements = await slowOnes(session, view, database.database, longerThan);
      } catch (error) {
        if ((error as pg.DatabaseError).code !== notLoaded) throw error;
        return unknown(
          'pg_stat_statements is installed, but not loaded: add it to shared_preload_libraries and restart the server.',
        );
      }
      const [worst] = statements;
      const most = worst
        ? `; most time went to one of ${worst.user}, ${worst.calls} times ${durationInWords(worst.meanMs)}: ${queryText(worst.query)}`
        : '';
      return {
        verdict: worst ? 'sick' : 'well',
        says: `${statements.length === listed ? `${listed} or more` : statements.length} statements in database "${database.database}" take longer than ${durationInWords(longerThan)} on average${most}.`,
        evidence: statements.map((statement) => ({ ...statement, query: queryText(statement.query) })),
      };
    });
}

const listed = 20;

/** SQLSTATE object_not_in_prerequisite_state */
const notLoaded = '55000';

interface View {
  schema: string;
  /** `total_exec_time` and `mean_exec_time` since version 1.8; an extension may be older than its server. */
  total: string;
  mean: string;
}

async function findView(session: Session): Promise<View | undefined> {
  const { rows } = await session.query<{ schema: string; columns: string[] }>(
    `SELECT n.nspname AS schema, array_agg(a.attname::text) AS columns
       FROM pg_extension e
       JOIN pg_namespace n ON n.oid = e.extnamespace
       JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'pg_stat_statements'
       JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE e.extname = 'pg_stat_statements' GROUP BY 1`,
  );
  const [found] = rows;
  if (found === undefined) return undefined;
  const infix = found.columns.includes('total_exec_time') ? 'exec_' : '';
  return { schema: found.schema, total: `total_${infix}time`, mean: `mean_${infix}time` };
}

async function slowOnes(session: Session, view: View, database: string, longerThan: number) {
  const { rows } = await session.query<Statement>(
    `SELECT s.calls::float8 AS calls, round(s.${view.mean}) AS "meanMs", round(s.${view.total}) AS "totalMs",
            coalesce(r.rolname, 'a role that is gone') AS user, s.query
       FROM ${pg.escapeIdentifier(view.schema)}.pg_stat_statements s
       JOIN pg_database d ON d.oid = s.dbid LEFT JOIN pg_roles r ON r.oid = s.userid
      WHERE d.datname = $1 AND s.${view.mean} > $2
      ORDER BY s.${view.total} DESC LIMIT ${listed}`,
    [database, longerThan],
  );
  return rows;
}

function unknown(says: string): Omit<Finding, 'check'> {
  return { verdict: 'unknown', says };
}
