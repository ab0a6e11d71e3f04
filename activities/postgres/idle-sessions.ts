import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { durationInWords } from '../amounts.ts';
import { backendsIn } from './backends.ts';
import { check } from './check.ts';
import { notShown } from './hidden.ts';
import type { Postgres } from './sessions.ts';

/** The database's sessions that have been idle for too long; sick if some of them are not a superuser's. */
export function postgresIdleSessions(postgres: Postgres): PoolActivities['postgresIdleSessions'] {
  return ({ database, longerThan }) =>
    check('idleSessions', postgres, database, async (session) => {
      const { backends, hidden } = await backendsIn(session, database.database, {
        state: 'idle',
        longerThan,
      });
      const ordinary = backends.filter((backend) => !backend.superuser);
      const superusers = backends.length - ordinary.length;
      const oldest = ordinary[0] ? `, the longest for ${durationInWords(ordinary[0].forMs)}` : '';
      const says = [
        `${ordinary.length} sessions of database "${database.database}" are idle for more than ${durationInWords(longerThan)}${oldest}.`,
        ...(superusers > 0 ? [`Beside them ${superusers} of superusers, which Mayday leaves alone.`] : []),
        ...notShown(hidden),
      ];
      return {
        verdict: ordinary.length > 0 ? 'sick' : hidden > 0 ? 'unknown' : 'well',
        says: says.join(' '),
        evidence: backends.slice(0, 20).map((backend) => ({
          pid: backend.pid,
          user: backend.user,
          application: backend.application,
          client: backend.client,
          idleSeconds: Math.round(backend.forMs / 1_000),
        })),
      };
    });
}
