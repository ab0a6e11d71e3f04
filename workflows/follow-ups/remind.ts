import type { FollowUpFact } from '../contract/follow-ups.ts';
import { reaches } from './clocks.ts';
import type { FollowUps } from './follow-ups.ts';
import { agenda, type Saying, sayings } from './reminders.ts';

/** Says all that is due now, the same of several items at once. */
export function remind(followUps: FollowUps): void {
  const { state, list } = followUps;
  for (const saying of sayings(state.items, list.ladder.length, Date.now())) {
    const people = reaches(saying, followUps);
    followUps.announce(factOf(saying, people, followUps), people);
  }
}

/** When something is due next, epoch ms; undefined when everybody has heard of everything. */
export function nextDue({ state, list }: FollowUps): number | undefined {
  return agenda(state.items, list.ladder.length, Date.now())[0]?.at;
}

function factOf({ says, step = 0, items }: Saying, people: string[], { list }: FollowUps): FollowUpFact {
  if (says !== 'climbed') return { kind: says, items };
  const { role = 'nobody' } = list.ladder[step] ?? {};
  return { kind: 'climbed', items, role, people, last: step === list.ladder.length - 1 };
}
