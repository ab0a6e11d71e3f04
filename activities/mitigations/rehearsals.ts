import type { Plan } from '../../workflows/contract/plans.ts';
import type { SingleMitigation } from '../../workflows/contract/profile.ts';
import type { Rehearsed } from '../../workflows/contract/rehearsals.ts';
import type { Postgres } from '../postgres/sessions.ts';
import { rehearseLimit } from './rehearse-limit.ts';
import { rehearseSessions } from './rehearse-sessions.ts';

type Rehearse<M> = (postgres: Postgres, mitigation: M, plan: Plan) => Promise<Rehearsed>;

/** How an action is carried out without changing anything. One that is not here refuses to run dry. */
export const rehearsals: {
  [Name in SingleMitigation['action']]?: Rehearse<Extract<SingleMitigation, { action: Name }>>;
} = {
  'postgres.terminateSessions': rehearseSessions,
  'postgres.limitConnections': rehearseLimit,
};
