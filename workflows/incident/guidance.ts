import { details } from '../contract/details.ts';
import type { SystemProfile } from '../contract/profile.ts';
import type { Fact } from '../contract/timeline.ts';

/** What the document has people look at, what they can propose, and what they do by hand. A general incident that lists no mitigations has all of the system. */
export function whatPeopleCanDo({
  runbook,
  mitigations,
  byHand = [],
}: SystemProfile): Extract<Fact, { kind: 'up to people' }> {
  const all = runbook.name === 'generalIncident' && runbook.mitigations.length === 0;
  const offered = ({ name }: { name: string }) => all || runbook.mitigations.includes(name);
  return {
    kind: 'up to people',
    look: [...runbook.look, ...runbook.byHand],
    offers: mitigations.filter(offered).map(({ name, title, risk }) => ({ name, title, risk })),
    byHand: byHand.filter(offered),
  };
}

/** The same, line by line. */
export function guidance(profile: SystemProfile): string[] {
  return details(whatPeopleCanDo(profile));
}
