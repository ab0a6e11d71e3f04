import type { FollowUpItem } from '../contract/follow-ups.ts';
import { isOpen } from './state.ts';

const day = 86_400_000;

/** What is to be said of an item next. */
export interface Prompt {
  says: 'begun' | 'reminded' | 'overdue' | 'climbed';
  /** Epoch ms. */
  at: number;
  /** The step of the ladder that hears of it. */
  step?: number;
}

/** One thing to say, and the items that it is said of. */
export interface Saying extends Prompt {
  items: number[];
}

/**
 * What is to be said of an item next, by a ladder of so many steps. Of what passed in silence only the last is said,
 * and the steps of the ladder stay a day apart, so that nothing comes in a burst after an outage.
 */
export function nextPrompt(item: FollowUpItem, steps: number, now: number): Prompt | undefined {
  if (!isOpen(item)) return undefined;
  const due = Date.parse(item.due);
  if (item.overdueAt === undefined) {
    if (due <= now) return { says: 'overdue', at: due };
    const left = beforehand(item).filter(({ at }) => at > Date.parse(item.saidUntil));
    return left.findLast(({ at }) => at <= now) ?? left[0] ?? { says: 'overdue', at: due };
  }
  const { climbed, climbedAt, overdueAt } = item;
  if (climbed >= steps) return undefined;
  const at = Math.max(due + (climbed + 1) * day, Date.parse(climbedAt ?? overdueAt) + day);
  return { says: 'climbed', at, step: climbed };
}

/** What is to be said now, the same of several items at once; the soonest first. */
export function sayings(items: readonly FollowUpItem[], steps: number, now: number): Saying[] {
  const due = upcoming(items, steps, now).filter(({ at }) => at <= now);
  return together(due, ({ says, step }) => `${says} ${step}`);
}

/** What is to be said next, and when: the same of several items at the same time at once; the soonest first. */
export function agenda(items: readonly FollowUpItem[], steps: number, now: number): Saying[] {
  return together(upcoming(items, steps, now), ({ says, step, at }) => `${says} ${step} ${at}`);
}

function upcoming(items: readonly FollowUpItem[], steps: number, now: number): Saying[] {
  return items
    .flatMap((item): Saying[] => {
      const prompt = nextPrompt(item, steps, now);
      return prompt ? [{ ...prompt, items: [item.number] }] : [];
    })
    .sort((a, b) => a.at - b.at);
}

/** The beginning, half of the time, and a day before it is due: soonest first. */
function beforehand(item: FollowUpItem): Prompt[] {
  const [begins, due] = [Date.parse(item.begins), Date.parse(item.due)];
  const reminders = [begins + Math.floor((due - begins) / 2), due - day]
    .filter((at) => at > begins)
    .sort((a, b) => a - b);
  return [{ says: 'begun', at: begins }, ...reminders.map((at): Prompt => ({ says: 'reminded', at }))];
}

function together(all: Saying[], alike: (saying: Saying) => string): Saying[] {
  const groups = new Map<string, Saying>();
  for (const saying of all) {
    const before = groups.get(alike(saying));
    groups.set(alike(saying), before ? { ...before, items: [...before.items, ...saying.items] } : saying);
  }
  return [...groups.values()];
}
