import type { Fault } from '../audit/faults.ts';
import { alerts } from './alerts.ts';
import { chain } from './chain.ts';
import type { Course, Invariant } from './course.ts';
import { effects } from './effects.ts';
import { ends } from './ends.ts';
import { escalation } from './escalation.ts';
import { pages } from './pages.ts';
import { plans, undos } from './plans.ts';
import { publicly } from './public.ts';

/** What holds for every incident; each judges by itself. */
export const invariants: readonly Invariant[] = [
  effects,
  plans,
  undos,
  pages,
  escalation,
  alerts,
  publicly,
  ends,
  chain,
];

/** What one invariant came to: broken as soon as anything breaks it; unjudged where something is missing and nothing does. */
export interface Verdict {
  invariant: string;
  verdict: 'holds' | 'broken' | 'unjudged';
  promises: string;
  looked: string;
  faults: Fault[];
  unjudged: string[];
}

/** Holds one incident against every invariant. Never throws for what is in it. */
export function verify(course: Course): Verdict[] {
  return invariants.map((invariant) => {
    const { name, promises } = invariant;
    const { faults, unjudged, looked } = judged(invariant, course);
    const verdict = faults.length > 0 ? 'broken' : unjudged.length > 0 ? 'unjudged' : 'holds';
    return { invariant: name, verdict, promises, looked, faults, unjudged };
  });
}

function judged(invariant: Invariant, course: Course) {
  try {
    return invariant.judge(course);
  } catch (error) {
    const says = `what is there is not as Mayday writes it (${(error as Error).message})`;
    return { faults: [{ says }], unjudged: [], looked: '' };
  }
}
