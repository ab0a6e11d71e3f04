import type { LeaseActivities } from '../../workflows/contract/lease.ts';
import type { CoordinationDependencies } from '../dependencies.ts';

/** Gets a target for a plan, or says who has it. */
export function acquireLease({
  leases,
}: Pick<CoordinationDependencies, 'leases'>): LeaseActivities['acquireLease'] {
  return ({ system, target, ...request }) => leases.acquire({ system, target }, request);
}
