import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Postgres } from '../postgres/sessions.ts';
import { actions } from './actions.ts';

/**
 * Observes and proposes.
 * @throws ApplicationFailure `TargetUnreachable`, or `NotAuthorised` where our role could not do what it would propose
 */
export function planMitigation(postgres: Postgres): PoolActivities['planMitigation'] {
  const table = actions(postgres);
  return ({ mitigation }) => table[mitigation.action].observe(mitigation);
}
