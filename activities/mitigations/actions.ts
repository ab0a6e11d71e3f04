import type { Mitigation } from '../../workflows/contract/profile.ts';
import type { Postgres } from '../postgres/sessions.ts';
import type { Action } from './action.ts';
import { limitConnections } from './limit-connections.ts';
import { terminateSessions } from './terminate-sessions.ts';

export type Actions = { [Name in Mitigation['action']]: Action<Extract<Mitigation, { action: Name }>> };

/** Every action a catalogue can name. */
export function actions(postgres: Postgres): Actions {
  return {
    'postgres.terminateSessions': terminateSessions(postgres),
    'postgres.limitConnections': limitConnections(postgres),
  };
}

/** The action of a mitigation; the table's type pairs them, which the compiler cannot follow through an index. */
export function actionOf<M extends Mitigation>(table: Actions, mitigation: M): Action<M> {
  return table[mitigation.action] as Action<M>;
}
