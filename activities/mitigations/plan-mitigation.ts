import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { type Access, actionOf, actions } from './actions.ts';

/**
 * Observes and proposes.
 * @throws ApplicationFailure `TargetUnreachable`, `NotAuthorised` where our role could not do what it would propose,
 * `TargetNotFound`, or `ChangeRefused` for what Mayday never does
 */
export function planMitigation(access: Access): PoolActivities['planMitigation'] {
  const table = actions(access);
  return ({ mitigation, parameters = {}, before, keyId }) =>
    actionOf(table, mitigation).observe(mitigation, parameters, before, keyId);
}
