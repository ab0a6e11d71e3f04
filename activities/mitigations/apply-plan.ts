import { Context } from '@temporalio/activity';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { effectKey } from '../../workflows/contract/keys.ts';
import { targetIds } from '../../workflows/contract/mitigations.ts';
import { type Applied, type PlanTarget, planHash } from '../../workflows/contract/plans.ts';
import { isForPublic } from '../../workflows/contract/public-updates.ts';
import { notApproved } from '../decisions/judge-approvals.ts';
import type { PoolDependencies } from '../dependencies.ts';
import { type Change, type Keepers, type Watch, watchOver } from '../keepers/watch.ts';
import { type Access, actionOf, actions } from './actions.ts';

type ApplyOrder = Parameters<PoolActivities['applyPlan']>[0];

const beat = 1_000;

/**
 * Verifies the approvals, asks whether changes are frozen and the targets still ours, observes again and acts, as one;
 * may be tried again at any point.
 * @throws ApplicationFailure `TargetUnreachable`, or `NotAuthorised` where our role may not do it
 */
export function applyPlan(
  deps: Pick<PoolDependencies, 'catalogue' | 'resolve' | 'gatewayKeys'> & Keepers,
  access: Access,
): PoolActivities['applyPlan'] {
  const table = actions(access);
  return async (order) => {
    const { mitigation, plan, keyId } = order;
    const context = Context.current();
    const { attempt, heartbeatDetails } = context.info;
    const done = doneBefore(heartbeatDetails);
    const keyOf = (target: PlanTarget) => effectKey(keyId, plan.hash, target.id);
    const heartbeat = () => context.heartbeat({ done: [...done] });
    const record = (target: PlanTarget) => {
      done.add(target.id);
      heartbeat();
    };

    let watch: Watch | undefined;
    const beating = setInterval(() => {
      heartbeat();
      watch?.look();
    }, beat);
    try {
      const forbidden = objection(order, deps, context.info.scheduledTimestampMs);
      watch = forbidden === undefined ? await watchOver(deps, changeOf(order)) : undefined;
      const halted = () => forbidden ?? watch?.halted();
      const because = halted();
      // A later attempt must say what one before it did, even where it may do nothing itself.
      if (because !== undefined && attempt === 1) return refusal(because);
      const again = attempt > 1;
      return await actionOf(table, mitigation).act({ mitigation, plan, keyOf, again, done, record, halted });
    } finally {
      clearInterval(beating);
    }
  };
}

/** An incident of ours has one on the page that is nobody else's: what it says there needs no lease. */
function changeOf({ system, mitigation, plan, leases }: ApplyOrder): Change {
  return { system, targets: isForPublic(plan.id) ? [] : targetIds(mitigation), leases };
}

/** Why the order must not be carried out; judged as of when it was given, the same for every attempt. */
function objection(
  { mitigation, plan, ...order }: ApplyOrder,
  deps: Pick<PoolDependencies, 'catalogue' | 'resolve' | 'gatewayKeys'>,
  now: number,
): string | undefined {
  const { catalogue, resolve, gatewayKeys } = deps;
  if (isForPublic(plan.id) && mitigation.action !== 'statusPage.publish') {
    return 'A plan of a text for the public changes nothing else.';
  }
  if (
    plan.mitigation !== mitigation.name ||
    plan.hash !== planHash(plan.mitigation, plan.round, plan.targets, plan.parameters)
  ) {
    return 'The plan is not the one its hash stands for: nothing was changed, look at a new plan.';
  }
  return notApproved({ ...order, plan, catalogue, resolve, gatewayKeys, now });
}

function refusal(because: string): Applied {
  return { outcome: 'refused', because, difference: [], effects: [] };
}

function doneBefore(details: unknown): Set<string> {
  const list = (details as { done?: unknown } | undefined)?.done;
  return new Set(Array.isArray(list) ? list.filter((id) => typeof id === 'string') : []);
}
