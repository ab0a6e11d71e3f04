import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { check } from './check.ts';
import type { Postgres } from './sessions.ts';
import { clientBackend, readUsage, usageInWords } from './usage.ts';

const byStateAndApplication = `
  SELECT coalesce(a.state, 'not shown to us') AS state, coalesce(nullif(a.application_name, ''), '(none)') AS application,
         coalesce(a.datname, '(none)') AS database, count(*)::int AS sessions
    FROM pg_stat_activity a
   WHERE a.pid <> pg_backend_pid() AND ${clientBackend}
   GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT 20`;

/** How many of the usable connections are used, and by whom. */
export function postgresConnections(postgres: Postgres): PoolActivities['postgresConnections'] {
  return ({ database, warnAt }) =>
    check('connections', postgres, database, async (session) => {
      const usage = await readUsage(session);
      const { rows } = await session.query(byStateAndApplication);
      const top = rows[0];
      const most = top ? ` Most of them: ${top.sessions} ${top.state}, application ${top.application}.` : '';
      const sick = usage.percent >= warnAt;
      return {
        verdict: sick ? 'sick' : 'well',
        says: `${usageInWords(usage)}; it warns from ${warnAt} %.${most}`,
        evidence: rows,
      };
    });
}
