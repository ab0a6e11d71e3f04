import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { check } from './check.ts';
import type { Postgres } from './sessions.ts';
import { readUsage, usageInWords } from './usage.ts';

/** Whether clients get in; well only if an ordinary role would still find a slot. */
export function postgresConnectivity(postgres: Postgres): PoolActivities['postgresConnectivity'] {
  return ({ database }) =>
    check('connectivity', postgres, database, async (session) => {
      const { rows } = await session.query(
        `SELECT current_user AS role, current_setting('server_version') AS version`,
      );
      const { role, version }: { role: string; version: string } = rows[0];
      const usage = await readUsage(session);
      if (usage.used >= usage.usable) {
        return {
          verdict: 'sick',
          says: `Too many clients: ${usageInWords(usage)}, applications are turned away. Mayday got in as ${role} through a reserved slot.`,
        };
      }
      return { verdict: 'well', says: `The database lets ${role} in (PostgreSQL ${version}).` };
    });
}
