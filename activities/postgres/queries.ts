import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { durationInWords } from '../amounts.ts';
import { check } from './check.ts';
import { notShown } from './hidden.ts';
import { applicationName, type Postgres } from './sessions.ts';
import { clientBackend } from './usage.ts';

interface Client {
  application: string;
  user: string;
  sessions: number;
  active: number;
  hidden: number;
  /** ms since one of its queries was answered last; null if none was. */
  answeredAgo: number | null;
}

// A session that is idle has got the answer to its last query; one that has asked nothing yet has no query.
const clients = `
  SELECT coalesce(nullif(a.application_name, ''), '(none)') AS application, coalesce(a.usename, '(none)') AS user,
         count(*)::int AS sessions, count(*) FILTER (WHERE a.state = 'active')::int AS active,
         count(*) FILTER (WHERE a.backend_type IS NULL)::int AS hidden,
         (extract(epoch FROM clock_timestamp() - max(a.state_change)
           FILTER (WHERE a.state LIKE 'idle%' AND a.query_start IS NOT NULL AND a.query <> '')) * 1000)::float8
           AS "answeredAgo"
    FROM pg_stat_activity a
   WHERE a.datname = $1 AND a.application_name IS DISTINCT FROM '${applicationName}' AND ${clientBackend}
     AND ($2::text IS NULL OR a.application_name = $2) AND ($3::text IS NULL OR a.usename = $3)
   GROUP BY 1, 2 ORDER BY 6 NULLS LAST, 3 DESC, 1, 2`;

/**
 * Whether the application gets answers from its database: a query of its own sessions, not one of ours. Nobody there is
 * sick, and so is who asks without an answer; nobody asking tells nothing.
 */
export function postgresQueries(postgres: Postgres): PoolActivities['postgresQueries'] {
  return ({ database, application, user, within }) =>
    check('queries', postgres, database, async (session) => {
      const { rows } = await session.query<Client>(clients, [
        database.database,
        application ?? null,
        user ?? null,
      ]);
      const sum = (of: 'sessions' | 'active' | 'hidden') => rows.reduce((all, each) => all + each[of], 0);
      const who = [application, user && `user ${user}`].filter(Boolean).join(', ') || 'applications';
      const [latest] = rows;
      const ago = latest?.answeredAgo ?? null;
      const evidence = rows.slice(0, 20).map(({ hidden: _, answeredAgo, ...each }) => ({
        ...each,
        answeredSecondsAgo: answeredAgo === null ? null : Math.round(answeredAgo / 1_000),
      }));
      const held = `${sum('sessions')} sessions of ${who} are in database "${database.database}"`;
      if (latest && ago !== null && ago <= within) {
        const says = `${held}; ${latest.application} (user ${latest.user}) had an answer ${durationInWords(ago)} ago.`;
        return { verdict: 'well', says, evidence };
      }
      if (rows.length === 0)
        return { verdict: 'sick', says: `No session of ${who} is in database "${database.database}".` };
      if (sum('hidden') > 0) {
        return { verdict: 'unknown', says: [`${held}.`, ...notShown(sum('hidden'))].join(' '), evidence };
      }
      return sum('active') > 0
        ? {
            verdict: 'sick',
            says: `${held}; ${sum('active')} of them wait for an answer, and none has had one within ${durationInWords(within)}.`,
            evidence,
          }
        : {
            verdict: 'unknown',
            says: `${held}, and none has asked anything within ${durationInWords(within)}: nothing tells whether they get answers.`,
            evidence,
          };
    });
}
