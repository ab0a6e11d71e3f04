import type { Mitigation } from '../../workflows/contract/profile.ts';
import type { Postgres } from '../postgres/sessions.ts';
import type { Action } from './action.ts';
import { terminateSessions } from './terminate-sessions.ts';

/** Every action a catalogue can name. */
export function actions(postgres: Postgres): Record<Mitigation['action'], Action> {
  return {
    'postgres.terminateSessions': terminateSessions(postgres),
  };
}
