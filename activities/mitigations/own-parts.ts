import { ApplicationFailure } from '@temporalio/common';
import type { RestoreDatabase } from '../../workflows/contract/backups.ts';
import { final } from '../../workflows/contract/failures.ts';
import type { LimitConnections, TerminateSessions } from '../../workflows/contract/mitigations.ts';
import type { Postgres } from '../postgres/sessions.ts';
import type { Action } from './action.ts';

/** Actions that never touch what Mayday itself hangs on: neither planned (`ChangeRefused`) nor done. */
export function sparesOwnParts(postgres: Pick<Postgres, 'ownPart'>) {
  const objection = (mitigation: LimitConnections | RestoreDatabase | TerminateSessions) =>
    mitigation.action === 'postgres.limitConnections'
      ? postgres.ownPart(mitigation.target, mitigation.role)
      : postgres.ownPart(mitigation.target);
  return <M extends LimitConnections | RestoreDatabase | TerminateSessions>(
    action: Action<M>,
  ): Action<M> => ({
    async observe(mitigation, ...more) {
      const because = objection(mitigation);
      if (because !== undefined) throw ApplicationFailure.nonRetryable(because, final.changeRefused);
      return await action.observe(mitigation, ...more);
    },
    ...(action.rehearse && { rehearse: action.rehearse }),
    async differences(mitigation, plan) {
      const because = objection(mitigation);
      return because === undefined ? await action.differences(mitigation, plan) : [because];
    },
    async act(order) {
      const because = objection(order.mitigation);
      if (because === undefined) return await action.act(order);
      return { outcome: 'refused', because, difference: [], effects: [] };
    },
  });
}
