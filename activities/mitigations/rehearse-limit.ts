import type { LimitConnections } from '../../workflows/contract/mitigations.ts';
import type { Plan } from '../../workflows/contract/plans.ts';
import type { Rehearsed } from '../../workflows/contract/rehearsals.ts';
import { limitRole, readRoleLimit } from '../postgres/role-limit.ts';
import type { Postgres } from '../postgres/sessions.ts';
import { asked, inWords } from './limit-connections.ts';

/** Sets the limit in a transaction that is rolled back: the server itself says whether it could be done. */
export function rehearseLimit(
  postgres: Postgres,
  { target, role }: LimitConnections,
  { parameters = {} }: Plan,
): Promise<Rehearsed> {
  return postgres.session(target, async (session): Promise<Rehearsed> => {
    await session.query('BEGIN');
    try {
      const before = await readRoleLimit(session, role);
      if (before === undefined) {
        return { outcome: 'would refuse', because: 'the role is gone', difference: [] };
      }
      const limit = asked(parameters, before);
      if (before.limit === limit) {
        return { outcome: 'would apply', says: [`role ${role}: it may have ${inWords(limit)} already`] };
      }
      await session.query(limitRole(before, limit));
      const now = (await readRoleLimit(session, role))?.limit;
      const set = now === undefined ? 'nothing' : inWords(now);
      return {
        outcome: 'would apply',
        says: [`role ${role}: set to ${set}, then rolled back to ${inWords(before.limit)}`],
      };
    } finally {
      await session.query('ROLLBACK');
    }
  });
}
