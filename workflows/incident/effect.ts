import { CancellationScope, isCancellation, patched, sleep } from '@temporalio/workflow';
import { markOf } from '../contract/audit.ts';
import { inEffectLines } from '../contract/in-effect.ts';
import type { Mitigation } from '../contract/mitigations.ts';
import { mayday } from '../contract/people.ts';
import type { Applied, Approval, Plan } from '../contract/plans.ts';
import type { Incident } from './incident.ts';
import { giveBack, leasesFor } from './leases.ts';
import type { Offered } from './mitigation.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { reason } from './reason.ts';
import { rolledOut } from './rollout.ts';

/** A lost answer is asked of a person. */
export async function apply(
  incident: Incident,
  mitigation: Mitigation,
  plan: Plan,
  approvals: Approval[],
): Promise<Outcome> {
  const { keyId, profile } = incident;
  const leases = await leasesFor(incident, mitigation, plan);
  if (!leases) return 'again';
  const audit = markOf(incident.timeline);
  const order = { system: profile.system, keyId, mitigation, plan, approvals, audit, leases };
  let acted = true;
  try {
    const applied = await CancellationScope.nonCancellable(() => incident.effects.applyPlan(order));
    acted = applied.effects.some(({ outcome }) => outcome === 'done');
    if (applied.outcome === 'applied') {
      const { effects, checkpoint } = applied;
      const entry = incident.record({ kind: 'applied', plan: plan.id, effects, checkpoint });
      const inEffect = incident.state.inEffect.filter((change) => change.plan === plan.id);
      incident.tell('update', entry, { below: inEffectLines({ incident: incident.name, inEffect }) });
      return 'done';
    }
    incident.announce({ kind: 'apply refused', plan: plan.id, ...withoutOutcome(applied) });
    return 'again';
  } catch (error) {
    return await outcomeOf(incident, plan, reason(error));
  } finally {
    await giveBack(incident, leases, acted);
  }
}

function withoutOutcome({ outcome: _, ...rest }: Extract<Applied, { outcome: 'refused' }>) {
  return rest;
}

/**
 * What rolls something out must get ready; then the named metric must hold for so many readings in a row that began in
 * its window. A reading that was due while no worker lived is made up for; what could not be read at all proves nothing.
 */
export async function didItHelp(incident: Incident, mitigation: Mitigation, plan: Plan): Promise<Offered> {
  const rollout = await rolledOut(incident, mitigation, plan);
  if (rollout === 'taken over' || rollout === 'superseded') return rollout;
  const { improves: improvement } = mitigation;
  if (plan.undoes !== undefined) return 'applied';
  if (rollout === 'not rolled out') return 'not improved';
  if (!improvement) return 'applied';
  const until = Date.now() + improvement.within;
  let inARow = 0;
  let measured = false;
  let says = 'it could not be measured';
  let due = Date.now();
  const isOpen = () =>
    Date.now() <= until || ((due <= until || inARow > 0) && patched('readings that were due still count'));
  while (isOpen()) {
    try {
      const reading = await incident.effects.measure({ improvement });
      says = reading.says;
      measured = true;
      inARow = reading.good ? inARow + 1 : 0;
    } catch (error) {
      if (isCancellation(error)) throw error;
      says = `it could not be measured: ${reason(error)}`;
      inARow = 0;
    }
    if (inARow >= improvement.readings) {
      incident.announce({ kind: 'improved', plan: plan.id, says });
      return 'improved';
    }
    due = Date.now() + improvement.every;
    await sleep(improvement.every, { summary: `Until ${improvement.metric} is read again` });
  }
  if (!measured && patched('not measured is not failed')) {
    const text = `Whether plan ${plan.id} helped is for the verification to say: ${says}`;
    incident.announce({ kind: 'noted', by: mayday, text });
    return 'applied';
  }
  incident.announce({ kind: 'not improved', plan: plan.id, says });
  return 'not improved';
}
