import type { ChangeInEffect } from '../contract/incident.ts';
import type { UndoMessage } from '../contract/messages.ts';
import { partsOf } from '../contract/mitigations.ts';
import type { Plan } from '../contract/plans.ts';
import { claimed } from './guards.ts';
import type { Incident } from './incident.ts';
import type { Verb } from './verbs.ts';

/** Takes back what a plan changed: a plan is made of it and asked, in the place of the one on offer. */
export const undo: Verb<UndoMessage> = (incident, message) => {
  const { plan } = message;
  const change = incident.state.inEffect.find((each) => each.plan === plan);
  const because = change ? notNow(incident, change) : notInEffect(incident, plan);
  if (because !== undefined) return { refused: because };
  const mitigation = incident.profile.mitigations.find(({ name }) => name === change?.mitigation);
  if (!change || !mitigation) return { refused: `plan ${plan} is not of this system's file any more` };
  const by = claimed(message);
  incident.announce({ kind: 'undo asked', by, plan });
  incident.inbox.proposals.push({ mitigation, parameters: change.inverse, by, undoes: plan });
  return { done: `a plan that takes back plan ${plan} is being made` };
};

/** Why a change that is in effect cannot be taken back at the moment. */
function notNow(incident: Incident, change: ChangeInEffect): string | undefined {
  const { plan } = change;
  const { state, inbox } = incident;
  if (state.takenOverBy) return 'somebody works by hand; send recheck first';
  const waiting = state.pending?.undoes === plan && state.pending.id;
  if (waiting) return `plan ${waiting}, which takes it back, waits for a decision already`;
  const unknown = state.unknownOutcome;
  if (unknown !== undefined && state.asked[unknown]?.undoes === plan) {
    return `nobody knows yet what plan ${unknown} did, which was to take it back: tell its outcome first`;
  }
  if (inbox.proposals.some(({ undoes }) => undoes === plan)) {
    return `a plan that takes back plan ${plan} is being made already`;
  }
  const later = state.inEffect.find((each) => each.plan > plan && changeTheSame(incident, change, each));
  if (!later) return undefined;
  return `plan ${later.plan} changed the same after plan ${plan}: take plan ${later.plan} back first`;
}

/** Bundles change what their parts do. */
function changeTheSame({ profile }: Incident, ...[one, other]: [ChangeInEffect, ChangeInEffect]): boolean {
  const parts = (change: ChangeInEffect) =>
    profile.mitigations
      .filter(({ name }) => name === change.mitigation)
      .flatMap((mitigation) => partsOf(mitigation).map(({ name }) => name));
  return parts(one).some((name) => parts(other).includes(name));
}

/** Why nothing of a plan is there to be taken back. */
function notInEffect(incident: Incident, id: number): string {
  const plan = planned(incident, id);
  if (!plan) return `there is no plan ${id}`;
  if (!changedSomething(incident, id))
    return `plan ${id} was never applied, so there is nothing to take back`;
  if (plan.undoes !== undefined) {
    return `plan ${id} took back plan ${plan.undoes} itself; propose ${plan.mitigation} to have that again`;
  }
  if (!plan.inverse) {
    const byHand = plan.undo === null ? '' : ` by Mayday; by hand: ${plan.undo}`;
    return `plan ${id} cannot be taken back${byHand}: ${plan.title}`;
  }
  const by = takenBackBy(incident, id);
  return by === undefined
    ? `what plan ${id} changed is as it was before already`
    : `plan ${by} has taken back plan ${id} already`;
}

function planned({ timeline }: Incident, id: number): Plan | undefined {
  return timeline
    .flatMap(({ fact }) => (fact.kind === 'planned' ? fact.plan : []))
    .find((plan) => plan.id === id);
}

function changedSomething({ timeline }: Incident, id: number): boolean {
  return timeline.some(({ fact }) => {
    if (fact.kind === 'applied') return fact.plan === id;
    if (fact.kind === 'outcome told') return fact.plan === id && fact.outcome === 'done';
    return fact.kind === 'apply refused' && fact.plan === id && fact.effects.length > 0;
  });
}

function takenBackBy(incident: Incident, id: number): number | undefined {
  const undoing = Object.entries(incident.state.asked).flatMap(([plan, { undoes }]) =>
    undoes === id ? Number(plan) : [],
  );
  return undoing.findLast((plan) => changedSomething(incident, plan));
}
