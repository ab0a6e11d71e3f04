import { partOfTarget, wayBackOf } from '../contract/bundles.ts';
import type { ChangeInEffect } from '../contract/incident.ts';
import type { Fact } from '../contract/timeline.ts';
import type { IncidentState } from './state.ts';

/** What is in effect after a plan was applied: its own change, or one less when it took one back. */
export function changes(state: IncidentState, plan: number): ChangeInEffect[] {
  const asked = state.asked[plan];
  if (!asked) return state.inEffect;
  const { mitigation, title, temporary, inverse, undoes, parameters: set } = asked;
  const before = state.inEffect.filter((change) => change.plan !== undoes);
  return inverse && undoes === undefined
    ? [...before, { plan, mitigation, title, temporary, inverse, set }]
    : before;
}

/** A plan that was refused half-way: what it changed until then is in effect, of a bundle what its first parts changed. */
export function changedInPart(state: IncidentState, { plan, effects }: PartlyApplied): ChangeInEffect[] {
  const asked = state.asked[plan];
  if (!asked?.inverse || asked.undoes !== undefined) return state.inEffect;
  const done = effects.filter(({ outcome }) => outcome === 'done').map(({ target }) => target);
  const ofBundle = done.some((target) => partOfTarget(target) !== undefined);
  const inverse = ofBundle ? wayBackOf(asked.inverse, done) : asked.inverse;
  if (!inverse || done.length === 0) return state.inEffect;
  const { mitigation, title, temporary, parameters: set } = asked;
  return [...state.inEffect, { plan, mitigation, title: `${title} (in part)`, temporary, inverse, set }];
}

type PartlyApplied = Extract<Fact, { kind: 'apply refused' }>;
