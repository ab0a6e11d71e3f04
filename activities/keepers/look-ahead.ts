import type { LeaseActivities } from '../../workflows/contract/lease.ts';
import type { CoordinationDependencies } from '../dependencies.ts';

/** What a plan would meet: a freeze, and the leases of its targets. */
export function lookAhead({
  leases,
  freezes,
}: Pick<CoordinationDependencies, 'leases' | 'freezes'>): LeaseActivities['lookAhead'] {
  return async ({ system, targets }) => {
    const [frozen, ...seen] = await Promise.all([
      freezes.inForce(system),
      ...targets.map((target) => leases.look({ system, target })),
    ]);
    return { ...(frozen ? { frozen } : {}), leases: seen.filter((view) => view !== undefined) };
  };
}
