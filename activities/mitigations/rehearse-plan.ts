import { ApplicationFailure } from '@temporalio/common';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { final } from '../../workflows/contract/failures.ts';
import type { SingleMitigation } from '../../workflows/contract/mitigations.ts';
import { type Plan, planHash } from '../../workflows/contract/plans.ts';
import type { Rehearsed } from '../../workflows/contract/rehearsals.ts';
import { type Access, type Actions, actionOf, actions } from './actions.ts';
import { partsInOrder, planOfPart } from './bundle-parts.ts';

/**
 * Observes again and says what `applyPlan` would do, or why it would refuse; changes nothing.
 * @throws ApplicationFailure `ChangeRefused` for an action that has no dry run; `TargetUnreachable`, `NotAuthorised`
 */
export function rehearsePlan(access: Access): PoolActivities['rehearsePlan'] {
  const table = actions(access);
  return async ({ mitigation, plan }) => {
    if (plan.hash !== planHash(plan.mitigation, plan.round, plan.targets, plan.parameters)) {
      return refusal('The plan is not the one its hash stands for.');
    }
    const difference = await actionOf(table, mitigation).differences(mitigation, plan);
    if (difference.length > 0) return refusal('what it would change is not as it was', difference);
    if (mitigation.action !== 'bundle') return await rehearse(table, mitigation, plan);
    const says: string[] = [];
    for (const part of partsInOrder(mitigation, plan)) {
      const rehearsed = await rehearse(table, part, planOfPart(part, plan));
      if (rehearsed.outcome === 'would refuse') {
        return refusal(`${part.title}: ${rehearsed.because}`, rehearsed.difference);
      }
      says.push(...rehearsed.says.map((line) => `${part.title}: ${line}`));
    }
    return { outcome: 'would apply', says };
  };
}

async function rehearse(table: Actions, mitigation: SingleMitigation, plan: Plan): Promise<Rehearsed> {
  const own = actionOf(table, mitigation);
  if (own.rehearse) return await own.rehearse(mitigation, plan);
  throw ApplicationFailure.nonRetryable(
    `${mitigation.action} has no dry run, so it is not rehearsed.`,
    final.changeRefused,
  );
}

function refusal(because: string, difference: string[] = []): Rehearsed {
  return { outcome: 'would refuse', because, difference };
}
