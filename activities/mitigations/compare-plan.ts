import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Postgres } from '../postgres/sessions.ts';
import { actionOf, actions } from './actions.ts';

/**
 * Looks whether a plan that waits could still be applied.
 * @throws ApplicationFailure `TargetUnreachable`
 */
export function comparePlan(postgres: Postgres): PoolActivities['comparePlan'] {
  const table = actions(postgres);
  return ({ mitigation, plan }) => actionOf(table, mitigation).differences(mitigation, plan);
}
