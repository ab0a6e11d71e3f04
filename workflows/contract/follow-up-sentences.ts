import { channelSentence } from './channels.ts';
import type { FollowUp, FollowUpFact } from './follow-ups.ts';
import { actorName } from './people.ts';

/** A fact about follow-ups as one sentence for a person. */
export function followUpSentence(fact: FollowUpFact, items: readonly FollowUp[]): string {
  const named = (number: number) =>
    `${number} (${items.find((item) => item.number === number)?.title ?? '?'})`;
  switch (fact.kind) {
    case 'listed':
      return `${count(fact.items, 'is', 'are')} to be done; the first is due ${minute(firstDue(fact.items))}`;
    case 'begun':
      return `${count(fact.items)} can begin now`;
    case 'reminded':
      return `A reminder of ${count(fact.items)}`;
    case 'overdue':
      return `${count(fact.items, 'is', 'are')} overdue`;
    case 'climbed':
      return `Told ${fact.role} (${people(fact.people)}): ${count(fact.items, 'is', 'are')} overdue${fact.last ? '; nobody else is on the ladder' : ''}`;
    case 'done':
      return `${actorName(fact.by)} did ${named(fact.item)}`;
    case 'dropped':
      return `${actorName(fact.by)} dropped ${named(fact.item)}: ${fact.reason}`;
    case 'given':
      return `${actorName(fact.by)} gave ${fact.items.map(named).join(', ')} to ${fact.to}`;
    case 'noted':
      return `${actorName(fact.by)}: ${fact.text}`;
    case 'kept':
      return `The list is kept in ${fact.place}`;
    case 'message refused':
      return `Refused "${fact.verb}"${fact.by ? ` from ${actorName(fact.by)}` : ''}: ${fact.because}`;
    case 'not configured':
    case 'channel away':
    case 'channel back':
    case 'not told':
    case 'maybe told':
      return channelSentence(fact);
    case 'settled':
      return `The follow-ups are settled: ${fact.done} done, ${fact.dropped} dropped`;
    case 'cancelled':
      return `Nobody is reminded of the follow-ups any more: ${fact.because}`;
  }
}

/** An item as one line: `3. root cause (alice), due 2026-01-02 03:12 UTC`. */
export function followUpLine({ number, title, owner, due, assumed }: FollowUp): string {
  return `${number}. ${title} (${owner ?? 'nobody yet'}), due ${minute(due)}${assumed ? ', assumed' : ''}`;
}

/** What stands below a fact's sentence: the items it is about, by list. */
export function followUpDetails(fact: FollowUpFact, items: readonly FollowUp[]): string[] {
  if (fact.kind === 'listed') {
    return [...byList(fact.items), ...fact.assumed.map((sentence) => `Assumed: ${sentence}`)];
  }
  if (!('items' in fact)) return [];
  return byList(items.filter(({ number }) => fact.items.includes(number)));
}

function byList(items: readonly FollowUp[]): string[] {
  const lists = [...new Set(items.map(({ list }) => list))];
  return lists.flatMap((title) => [
    `${title}:`,
    ...items.filter(({ list }) => list === title).map((item) => `  ${followUpLine(item)}`),
  ]);
}

/** `2026-11-21 03:12 UTC` */
export function minute(at: string): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function firstDue(items: readonly FollowUp[]): string {
  return items.map(({ due }) => due).sort()[0] ?? '';
}

function count(items: readonly unknown[], one = '', many = ''): string {
  return (items.length === 1 ? `1 follow-up ${one}` : `${items.length} follow-ups ${many}`).trimEnd();
}

function people(names: string[]): string {
  return names.length > 0 ? names.join(', ') : 'nobody named';
}
