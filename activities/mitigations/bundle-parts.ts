import { ApplicationFailure } from '@temporalio/common';
import {
  inBundle,
  isWayBack,
  parametersOfPart,
  partOfTarget,
  targetsOfPart,
} from '../../workflows/contract/bundles.ts';
import type { Bundle, SingleMitigation } from '../../workflows/contract/mitigations.ts';
import type { Applied, Effect, Plan, PlanTarget } from '../../workflows/contract/plans.ts';
import type { Order } from './action.ts';
import type { ActionOfPart } from './bundle.ts';

/** What has moved about any part of a bundle's plan. */
export async function differencesOfParts(
  actionOf: ActionOfPart,
  mitigation: Bundle,
  plan: Plan,
): Promise<string[]> {
  const difference: string[] = [];
  for (const part of partsInOrder(mitigation, plan)) {
    const own = await actionOf(part).differences(part, planOfPart(part, plan));
    difference.push(...own.map((line) => `${part.title}: ${line}`));
  }
  return difference;
}

/**
 * Applies part after part, in the order of the plan's targets; none of them if one has moved. A part that moves
 * meanwhile, or cannot be changed, ends it: the refusal says what was done before.
 */
export async function applyParts(actionOf: ActionOfPart, order: Order<Bundle>): Promise<Applied> {
  const { mitigation, plan } = order;
  const parts = partsInOrder(mitigation, plan);
  if (plan.targets.some(({ id }) => !parts.some(({ name }) => name === partOfTarget(id)))) {
    return refusal('The plan is about other things than its mitigation.');
  }
  // A later attempt goes on with what an earlier one began, and each part looks for itself.
  const difference = order.again ? [] : await differencesOfParts(actionOf, mitigation, plan);
  if (difference.length > 0) return refusal('what it would change is not as it was', difference);
  const effects: Effect[] = [];
  for (const part of parts) {
    const applied = await applyPart(actionOf, order, part, effects.length > 0);
    effects.push(...applied.effects.map((effect) => named(part, effect)));
    if (applied.outcome === 'refused') {
      const lines = applied.difference.map((line) => `${part.title}: ${line}`);
      return refusal(`${part.title}: ${applied.because}`, lines, [...effects, ...unsaid(order, effects)]);
    }
  }
  return { outcome: 'applied', effects };
}

/** What is on the record as done, and no part has told: by an attempt before this one, or before a part failed. */
function unsaid({ plan, done, keyOf }: Order<Bundle>, said: readonly Effect[]): Effect[] {
  return plan.targets
    .filter(({ id }) => done.has(id) && !said.some(({ target }) => target === id))
    .map((target) => ({
      key: keyOf(target),
      target: target.id,
      outcome: 'done',
      says: `${target.title}: done before that`,
    }));
}

/** A failure that no retry mends is a refusal once another part was changed: what that did must not get lost. */
async function applyPart(
  actionOf: ActionOfPart,
  order: Order<Bundle>,
  part: SingleMitigation,
  begun: boolean,
): Promise<Applied> {
  try {
    return await actionOf(part).act(orderOfPart(order, part));
  } catch (error) {
    if (!begun || !(error instanceof ApplicationFailure) || !error.nonRetryable) throw error;
    return refusal(error.message);
  }
}

function orderOfPart(order: Order<Bundle>, part: SingleMitigation): Order<SingleMitigation> {
  const plan = planOfPart(part, order.plan);
  const whole = (target: PlanTarget) => inBundle(part.name, target);
  return {
    ...order,
    mitigation: part,
    plan,
    keyOf: (target) => order.keyOf(whole(target)),
    done: doneOfPart(order.done, whole),
    record: (target) => order.record(whole(target)),
  };
}

/** The record of what was done, as it grows, under the part's own names. */
function doneOfPart(done: Order['done'], whole: (target: PlanTarget) => PlanTarget): Order['done'] {
  return { has: (id: string) => done.has(whole({ id, title: '', state: {} }).id) };
}

/** A bundle's plan as one of its parts sees it. */
export function planOfPart(part: SingleMitigation, plan: Plan): Plan {
  const { parameters = {}, targets } = plan;
  return {
    ...plan,
    mitigation: part.name,
    targets: targetsOfPart(part.name, targets),
    parameters: isWayBack(parameters) ? parametersOfPart(part.name, parameters) : parameters,
  };
}

/** Those parts that the plan changes, in the order of its targets. */
export function partsInOrder({ of }: Bundle, { targets }: Plan): SingleMitigation[] {
  const names = [...new Set(targets.map(({ id }) => partOfTarget(id)))];
  return names.flatMap((name) => of.find((part) => part.name === name) ?? []);
}

function named(part: SingleMitigation, effect: Effect): Effect {
  const { id } = inBundle(part.name, { id: effect.target, title: '', state: {} });
  return { ...effect, target: id, says: `${part.title}: ${effect.says}` };
}

function refusal(because: string, difference: string[] = [], effects: Effect[] = []): Applied {
  return { outcome: 'refused', because, difference, effects };
}
