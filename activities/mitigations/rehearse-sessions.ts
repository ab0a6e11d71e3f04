import type { TerminateSessions } from '../../workflows/contract/mitigations.ts';
import type { Plan } from '../../workflows/contract/plans.ts';
import type { Rehearsed } from '../../workflows/contract/rehearsals.ts';
import { wouldTerminate } from '../postgres/backends.ts';
import type { Postgres } from '../postgres/sessions.ts';
import { look, nameOf, terminationOf } from './end-sessions.ts';

/** Asks for each session, with the very conditions of the statement that would end it, whether it would be told to end. */
export function rehearseSessions(
  postgres: Postgres,
  mitigation: TerminateSessions,
  plan: Plan,
): Promise<Rehearsed> {
  return postgres.session(mitigation.target, async (session, { user }) => {
    const there = await look(session, plan.targets);
    const says: string[] = [];
    const difference: string[] = [];
    for (const target of plan.targets) {
      const found = await wouldTerminate(session, terminationOf(target, mitigation.target.database));
      if (found?.endable) says.push(`${nameOf(target)}: would be told to end`);
      else if (found) difference.push(`${nameOf(target)}: ${user} may not end it`);
      else if (there.has(target.id)) difference.push(`${nameOf(target)} is none of those that may be ended`);
      else says.push(`${nameOf(target)}: it has ended by itself`);
    }
    if (difference.length === 0) return { outcome: 'would apply', says };
    return { outcome: 'would refuse', because: 'not every session of the plan may be ended', difference };
  });
}
