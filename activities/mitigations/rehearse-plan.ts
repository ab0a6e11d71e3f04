import { ApplicationFailure } from '@temporalio/common';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { final } from '../../workflows/contract/failures.ts';
import { type Plan, planHash } from '../../workflows/contract/plans.ts';
import type { SingleMitigation } from '../../workflows/contract/profile.ts';
import type { Rehearsed } from '../../workflows/contract/rehearsals.ts';
import type { Postgres } from '../postgres/sessions.ts';
import { actionOf, actions } from './actions.ts';
import { partsInOrder, planOfPart } from './bundle-parts.ts';
import { rehearsals } from './rehearsals.ts';

/**
 * Observes again and says what `applyPlan` would do, or why it would refuse; changes nothing.
 * @throws ApplicationFailure `ChangeRefused` for an action that has no dry run; `TargetUnreachable`, `NotAuthorised`
 */
export function rehearsePlan(postgres: Postgres): PoolActivities['rehearsePlan'] {
  const table = actions(postgres);
  return async ({ mitigation, plan }) => {
    if (plan.hash !== planHash(plan.mitigation, plan.round, plan.targets, plan.parameters)) {
      return refusal('The plan is not the one its hash stands for.');
    }
    const difference = await actionOf(table, mitigation).differences(mitigation, plan);
    if (difference.length > 0) return refusal('what it would change is not as it was', difference);
    if (mitigation.action !== 'bundle') return await rehearse(postgres, mitigation, plan);
    const says: string[] = [];
    for (const part of partsInOrder(mitigation, plan)) {
      const rehearsed = await rehearse(postgres, part, planOfPart(part, plan));
      if (rehearsed.outcome === 'would refuse') {
        return refusal(`${part.title}: ${rehearsed.because}`, rehearsed.difference);
      }
      says.push(...rehearsed.says.map((line) => `${part.title}: ${line}`));
    }
    return { outcome: 'would apply', says };
  };
}

async function rehearse(postgres: Postgres, mitigation: SingleMitigation, plan: Plan): Promise<Rehearsed> {
  // The table's type pairs them, which the compiler cannot follow through an index.
  const own = rehearsals[mitigation.action] as
    | ((postgres: Postgres, mitigation: SingleMitigation, plan: Plan) => Promise<Rehearsed>)
    | undefined;
  if (own) return await own(postgres, mitigation, plan);
  throw ApplicationFailure.nonRetryable(
    `${mitigation.action} has no dry run, so it is not rehearsed.`,
    final.changeRefused,
  );
}

function refusal(because: string, difference: string[] = []): Rehearsed {
  return { outcome: 'would refuse', because, difference };
}
