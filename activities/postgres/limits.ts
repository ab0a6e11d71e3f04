import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { check } from './check.ts';
import type { Postgres } from './sessions.ts';
import { readUsage } from './usage.ts';

const settings = [
  'max_connections',
  'superuser_reserved_connections',
  'reserved_connections',
  'idle_session_timeout',
  'idle_in_transaction_session_timeout',
];

/** How many connections the server gives, and what it keeps back; it judges nothing. */
export function postgresLimits(postgres: Postgres): PoolActivities['postgresLimits'] {
  return ({ database }) =>
    check('limits', postgres, database, async (session) => {
      const { max, superuserReserved, reserved, usable } = await readUsage(session);
      const { rows } = await session.query(
        'SELECT name AS setting, current_setting(name, true) AS value FROM unnest($1::text[]) AS name',
        [settings],
      );
      return {
        verdict: 'well',
        says: `max_connections is ${max}: ${superuserReserved} kept for superusers, ${reserved} for pg_use_reserved_connections, ${usable} left for applications.`,
        evidence: rows,
      };
    });
}
