import { ApplicationFailure } from '@temporalio/common';
import { final } from '../../workflows/contract/failures.ts';
import type { SingleMitigation } from '../../workflows/contract/profile.ts';
import { type OwnPart, ownPartSentence } from '../postgres/own-parts.ts';
import type { Postgres } from '../postgres/sessions.ts';
import type { Action } from './action.ts';

/** Actions that never touch what Mayday itself hangs on: neither planned (`ChangeRefused`) nor done. */
export function sparesOwnParts(postgres: Pick<Postgres, 'place'>, ownParts: readonly OwnPart[]) {
  const objection = (mitigation: SingleMitigation) => {
    const { target } = mitigation;
    const { server, database } = postgres.place(target);
    const role = mitigation.action === 'postgres.limitConnections' ? mitigation.role : undefined;
    return (
      ownPartSentence(ownParts, { server, database, role }) ??
      ownPartSentence(ownParts, { server, database: target.database, role })
    );
  };
  return <M extends SingleMitigation>(action: Action<M>): Action<M> => {
    if (ownParts.length === 0) return action;
    return {
      async observe(mitigation, ...more) {
        const because = objection(mitigation);
        if (because !== undefined) throw ApplicationFailure.nonRetryable(because, final.changeRefused);
        return await action.observe(mitigation, ...more);
      },
      async differences(mitigation, plan) {
        const because = objection(mitigation);
        return because === undefined ? await action.differences(mitigation, plan) : [because];
      },
      async act(order) {
        const because = objection(order.mitigation);
        if (because === undefined) return await action.act(order);
        return { outcome: 'refused', because, difference: [], effects: [] };
      },
    };
  };
}
