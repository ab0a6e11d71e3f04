import type { SystemFile } from '../../systems/schema.ts';
import type { Examined } from '../../workflows/contract/examination.ts';
import type { PostgresTarget } from '../../workflows/contract/profile.ts';
import { readRoleLimit } from '../postgres/role-limit.ts';
import type { Postgres } from '../postgres/sessions.ts';
import { bad, doubtful, good } from './examined.ts';

interface Rights {
  role: string;
  monitors: boolean;
  signals: boolean;
  superuser: boolean;
}

const rights = `
  SELECT current_user AS role, rolsuper AS superuser,
         pg_has_role(current_user, 'pg_monitor', 'USAGE') AS monitors,
         pg_has_role(current_user, 'pg_signal_backend', 'USAGE') AS signals
    FROM pg_roles WHERE rolname = current_user`;

/** Whether a database lets us in, and which grants the file's checks and changes lack. */
export function examinePostgres(
  postgres: Postgres,
  target: PostgresTarget,
  { mitigations }: Pick<SystemFile, 'mitigations'>,
): Promise<Omit<Examined, 'what'>> {
  return postgres.session(target, async (session, { server }) => {
    const { rows } = await session.query<Rights>(rights);
    const [row] = rows;
    if (!row) return bad(`${server} answers, and knows no role of ours`);
    const { role, monitors, signals, superuser } = row;
    const own = Object.values(mitigations).filter((each) => 'target' in each && each.target === target.id);
    const missing: string[] = [];
    const wants = (action: string) => own.some((each) => each.action === action);
    if (wants('postgres.terminateSessions') && !signals && !superuser)
      missing.push(`GRANT pg_signal_backend TO ${role}, without which no session can be ended`);
    if (wants('postgres.setMaxConnections') && !superuser)
      missing.push(`${role} must be a superuser to change max_connections`);
    for (const each of own) {
      if (each.action !== 'postgres.limitConnections') continue;
      const limited = await readRoleLimit(session, each.role);
      if (!limited) missing.push(`there is no role ${each.role} whose connections could be limited`);
      else if (!limited.alterable)
        missing.push(`${role} may not alter ${each.role}: give it CREATEROLE and ADMIN on that role`);
    }
    const says = `${server} lets ${role} in`;
    if (missing.length > 0) return bad(`${says}, but: ${missing.join('; ')}`);
    if (!monitors && !superuser)
      return doubtful(`${says}; sessions of other roles are not shown to it: GRANT pg_monitor TO ${role}`);
    return good(says);
  });
}
