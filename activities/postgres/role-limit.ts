import type { Session } from './sessions.ts';

/** A role as far as its connection limit is concerned. */
export interface RoleLimit {
  /** As it is written in SQL. */
  quoted: string;
  /** -1 = no limit. */
  limit: number;
  superuser: boolean;
  /** The role Mayday itself logs in with. */
  own: boolean;
  /** Whether ours may alter it. */
  alterable: boolean;
  /** Over all databases. */
  sessions: number;
  maxConnections: number;
}

// From PostgreSQL 16 on CREATEROLE alone is not enough: it takes ADMIN OPTION on the role, too.
const alterable = `
  EXISTS (SELECT FROM pg_roles us WHERE us.rolname = current_user AND (us.rolsuper OR us.rolcreaterole
    AND (current_setting('server_version_num')::int < 160000
         OR pg_has_role(current_user, r.oid, 'MEMBER WITH ADMIN OPTION'))))`;

/** Reads a role; undefined if there is none of that name. */
export async function readRoleLimit(session: Session, role: string): Promise<RoleLimit | undefined> {
  const { rows } = await session.query<RoleLimit>(
    `SELECT quote_ident(r.rolname) AS quoted, r.rolconnlimit AS limit, r.rolsuper AS superuser,
            r.rolname IN (current_user, session_user) AS own, ${alterable} AS alterable,
            (SELECT count(*)::int FROM pg_stat_activity a WHERE a.usesysid = r.oid) AS sessions,
            current_setting('max_connections')::int AS "maxConnections"
       FROM pg_roles r WHERE r.rolname = $1`,
    [role],
  );
  return rows[0];
}

/** The statement that gives a role its limit; `limit` is a whole number. */
export function limitRole({ quoted }: RoleLimit, limit: number): string {
  return `ALTER ROLE ${quoted} CONNECTION LIMIT ${Math.trunc(limit)};`;
}
