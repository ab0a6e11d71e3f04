import type {
  AssignFollowUpMessage,
  DoneMessage,
  DropMessage,
  FollowUpItem,
} from '../contract/follow-ups.ts';
import type { NoteMessage } from '../contract/messages.ts';
import { actorName } from '../contract/people.ts';
import { peopleOf } from '../contract/profile.ts';
import { claimed } from '../incident/guards.ts';
import { keptNote } from '../incident/notes.ts';
import type { FollowUps } from './follow-ups.ts';

/** What a verb does at once; the sentence is the caller's answer. */
export type Verb<T> = (
  followUps: FollowUps,
  message: T,
) => { refused: string; done?: undefined } | { refused?: undefined; done: string };

export const done: Verb<DoneMessage> = (followUps, message) => {
  const item = itemOf(followUps, message.item);
  if (!item) return { refused: unknownItem(followUps, message.item) };
  if (item.state === 'done') return { done: settled(item) };
  if (item.state === 'dropped') return { refused: settled(item) };
  followUps.announce({ kind: 'done', item: item.number, by: claimed(message) });
  return { done: `${item.number} (${item.title}) is done; ${left(followUps)}` };
};

export const drop: Verb<DropMessage> = (followUps, message) => {
  const item = itemOf(followUps, message.item);
  if (!item) return { refused: unknownItem(followUps, message.item) };
  if (item.state === 'dropped') return { done: settled(item) };
  if (item.state === 'done') return { refused: settled(item) };
  followUps.announce({ kind: 'dropped', item: item.number, by: claimed(message), reason: message.reason });
  return { done: `${item.number} (${item.title}) is dropped; ${left(followUps)}` };
};

export const assign: Verb<AssignFollowUpMessage> = (followUps, message) => {
  const { to } = message;
  const item = message.item === undefined ? undefined : itemOf(followUps, message.item);
  if (message.item !== undefined && !item) return { refused: unknownItem(followUps, message.item) };
  if (item && item.state !== 'open') return { refused: settled(item) };
  const items = item ? [item.number] : followUps.open.map(({ number }) => number);
  const people = peopleOf(followUps.list.roles, to);
  followUps.announce({ kind: 'given', items, to, people, by: claimed(message) }, people);
  return { done: item ? `${item.number} (${item.title}) is ${to}'s` : `all that is open is ${to}'s` };
};

export const note: Verb<NoteMessage> = (followUps, message) => {
  const { kept, says } = keptNote(message.text, followUps.ledger.entries);
  followUps.announce({ kind: 'noted', by: claimed(message), text: kept });
  return { done: says };
};

function itemOf({ state }: FollowUps, number: number): FollowUpItem | undefined {
  return state.items.find((item) => item.number === number);
}

function unknownItem({ state }: FollowUps, number: number): string {
  return `there is no item ${number}: they are numbered from 1 to ${state.items.length}`;
}

function settled({ number, title, state, settledBy, settledAt = '' }: FollowUpItem): string {
  const by = settledBy ? ` by ${actorName(settledBy)}` : '';
  return `${number} (${title}) was ${state === 'done' ? 'done' : 'dropped'}${by} on ${settledAt.slice(0, 10)}`;
}

function left({ open }: FollowUps): string {
  return open.length === 0 ? 'nothing is left' : `${open.length} left`;
}
