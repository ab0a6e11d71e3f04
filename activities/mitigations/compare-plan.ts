import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { type Access, actionOf, actions } from './actions.ts';

/**
 * Looks whether a plan that waits could still be applied.
 * @throws ApplicationFailure `TargetUnreachable`
 */
export function comparePlan(access: Access): PoolActivities['comparePlan'] {
  const table = actions(access);
  return ({ mitigation, plan }) => actionOf(table, mitigation).differences(mitigation, plan);
}
