import type { Plan } from '../../workflows/contract/plans.ts';
import { isForPublic } from '../../workflows/contract/public-updates.ts';
import type { Fact } from '../../workflows/contract/timeline.ts';
import { entryName } from '../audit/faults.ts';
import { type Course, counted, type Invariant, type Judged, withoutTimeline } from './course.ts';

/** One plan of the story waits at a time, and beside it one text for the public. */
export const plans: Invariant = {
  name: 'plans',
  promises: 'one plan waits at a time, beside one text for the public',
  judge: (course) =>
    eachFact(course, 'planned', (fact, before) => {
      const open = planned(before)
        .filter(({ id }) => isForPublic(id) === isForPublic(fact.plan.id))
        .find(({ id }) => !before.some((each) => closes(each, id)));
      return open && `comes while plan ${open.id} waits`;
    }),
};

/** What is taken back was in effect. */
export const undos: Invariant = {
  name: 'undos',
  promises: 'a change is taken back after it was made, and once',
  judge: (course) =>
    eachFact(course, 'applied', (fact, before) => {
      const all = planned(before);
      const undoes = all.find(({ id }) => id === fact.plan)?.undoes;
      if (undoes === undefined) return undefined;
      if (!wasMade(before, undoes) && !wasMadeInPart(before, undoes))
        return `takes back plan ${undoes}, which was not made`;
      const again = all.find((plan) => plan.undoes === undoes && wasMade(before, plan.id));
      return again && `takes back plan ${undoes}, which plan ${again.id} had taken back`;
    }),
};

function eachFact<K extends 'planned' | 'applied'>(
  course: Course,
  kind: K,
  breaks: (fact: Extract<Fact, { kind: K }>, before: Fact[]) => string | undefined,
): Judged {
  const { timeline, clock } = course;
  if (!timeline) return withoutTimeline(course);
  const facts = timeline.map(({ fact }) => fact);
  const those = facts.flatMap((fact, i) => (fact.kind === kind ? [{ fact, i }] : []));
  const faults = those.flatMap(({ fact, i }) => {
    const because = breaks(fact as Extract<Fact, { kind: K }>, facts.slice(0, i));
    return because ? [{ entry: i + 1, says: `${entryName(timeline, i, clock)} ${because}` }] : [];
  });
  const looked = kind === 'planned' ? counted(those.length, 'plan') : counted(those.length, 'change');
  return { faults, unjudged: [], looked };
}

function planned(facts: readonly Fact[]): Plan[] {
  return facts.flatMap((fact) => (fact.kind === 'planned' ? fact.plan : []));
}

function wasMade(facts: readonly Fact[], plan: number): boolean {
  return facts.some(
    (fact) =>
      (fact.kind === 'applied' && fact.plan === plan) ||
      (fact.kind === 'outcome told' && fact.plan === plan && fact.outcome === 'done'),
  );
}

/** What was done before the rest was refused is in effect. */
function wasMadeInPart(facts: readonly Fact[], plan: number): boolean {
  return facts.some(
    (fact) =>
      fact.kind === 'apply refused' &&
      fact.plan === plan &&
      fact.effects.some(({ outcome }) => outcome === 'done'),
  );
}

function closes(fact: Fact, plan: number): boolean {
  switch (fact.kind) {
    case 'approved':
    case 'rejected':
    case 'approval expired':
    case 'plan withdrawn':
      return fact.plan === plan;
    default:
      return false;
  }
}
