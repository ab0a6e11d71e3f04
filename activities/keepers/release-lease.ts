import type { LeaseActivities } from '../../workflows/contract/lease.ts';
import type { CoordinationDependencies } from '../dependencies.ts';

/** Gives a target back. */
export function releaseLease({
  leases,
}: Pick<CoordinationDependencies, 'leases'>): LeaseActivities['releaseLease'] {
  return ({ system, target, ...release }) => leases.release({ system, target }, release);
}
