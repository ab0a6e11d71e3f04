import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Postgres } from '../postgres/sessions.ts';
import { actionOf, actions } from './actions.ts';

/**
 * Observes and proposes.
 * @throws ApplicationFailure `TargetUnreachable`, `NotAuthorised` where our role could not do what it would propose,
 * `TargetNotFound`, or `ChangeRefused` for what Mayday never does
 */
export function planMitigation(postgres: Postgres): PoolActivities['planMitigation'] {
  const table = actions(postgres);
  return ({ mitigation, parameters = {}, before }) =>
    actionOf(table, mitigation).observe(mitigation, parameters, before);
}
