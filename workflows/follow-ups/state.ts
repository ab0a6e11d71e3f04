import type { FollowUpFact, FollowUpItem } from '../contract/follow-ups.ts';
import type { TimelineEntry } from '../contract/timeline.ts';

/** The follow-ups of an incident as their timeline tells them. */
export interface FollowUpsState {
  items: FollowUpItem[];
  /** RFC 3339 of the last change. */
  changedAt?: string;
  /** How often items were changed by people. */
  changes: number;
  /** RFC 3339; nothing is asked of anybody any more. */
  endedAt?: string;
}

export const nothingListed: FollowUpsState = { items: [], changes: 0 };

/** The state after one more fact. */
export function after(state: FollowUpsState, { at, fact }: TimelineEntry<FollowUpFact>): FollowUpsState {
  switch (fact.kind) {
    case 'listed':
      return {
        ...state,
        changedAt: at,
        items: fact.items.map((item) => ({ ...item, state: 'open', saidUntil: at, climbed: 0 })),
      };
    case 'begun':
    case 'reminded':
      return change(state, fact.items, () => ({ saidUntil: at }));
    case 'overdue':
      return change(state, fact.items, () => ({ saidUntil: at, overdueAt: at }));
    case 'climbed':
      return change(state, fact.items, ({ climbed }) => ({ climbed: climbed + 1, climbedAt: at }));
    case 'done':
      return byPeople(
        change(state, [fact.item], () => ({ state: 'done', settledBy: fact.by, settledAt: at })),
        at,
      );
    case 'dropped': {
      const { by: settledBy, reason } = fact;
      return byPeople(
        change(state, [fact.item], () => ({ state: 'dropped', settledBy, settledAt: at, reason })),
        at,
      );
    }
    case 'given':
      return byPeople(
        change(state, fact.items, () => ({ owner: fact.to, people: fact.people })),
        at,
      );
    case 'settled':
    case 'cancelled':
      return { ...state, endedAt: at };
    default:
      return state;
  }
}

export function isOpen({ state }: FollowUpItem): boolean {
  return state === 'open';
}

function change(
  state: FollowUpsState,
  numbers: readonly number[],
  how: (item: FollowUpItem) => Partial<FollowUpItem>,
): FollowUpsState {
  const items = state.items.map((item) => (numbers.includes(item.number) ? { ...item, ...how(item) } : item));
  return { ...state, items };
}

function byPeople(state: FollowUpsState, changedAt: string): FollowUpsState {
  return { ...state, changedAt, changes: state.changes + 1 };
}
