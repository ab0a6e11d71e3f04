import type { FollowUp } from '../workflows/contract/follow-ups.ts';
import type { Calendar } from './calendar/calendar.ts';
import { deadline, isWorkingTime, nextOpening } from './calendar/deadline.ts';
import { calendarOf } from './calendar/entry.ts';
import { type Term, termText } from './calendar/term.ts';
import { durationText } from './duration.ts';
import type { SystemFile } from './schema.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Of a list without a time. */
const defaultWithin = 30 * day;

type Checklist = Omit<SystemFile['followUps'][number], 'within'> & { within?: Term };

/** Where a file has no list; shown as assumed. */
const defaultLists = [
  { title: 'Post-mortem', within: { business: 'days', count: 2 }, items: ['write the post-mortem'] },
  { title: 'Review', within: 7 * day, items: ['hold the review'], review: 'hold the review' },
] satisfies Checklist[];

/** An item with its times, before anybody owns it. */
export type Scheduled = Omit<FollowUp, 'number' | 'owner' | 'people'>;

/** What a system's file has people do after an incident that ended at `endedAt`; without a list what Mayday assumes. */
export function followUpsOf(
  system: Pick<SystemFile, 'followUps' | 'calendar'> | undefined,
  endedAt: Date,
): { items: Scheduled[]; assumed: string[] } {
  const ofCalendar: string[] = [];
  const calendar = calendarOf(system?.calendar, (says) => ofCalendar.push(says));
  const given = system?.followUps ?? [];
  const listed = given.length > 0;
  const lists: Checklist[] = listed ? given : defaultLists;
  const items = lists.flatMap((list) => schedule(list, listed, endedAt, calendar));
  const meets = items.find((item) => item.meets)?.meets;
  return {
    items,
    assumed: [
      ...(listed ? untimed(lists) : nothingListed()),
      ...(meets ? [`review: no file says when it is, so ${meets.slice(0, 16).replace('T', ' ')} UTC`] : []),
      // Durations need no calendar; business time and a meeting do.
      ...(meets || !listed ? ofCalendar : []),
    ],
  };
}

/** No document says when a decision made alone is reviewed: within a week. */
export function reviewsOf(reviews: string[], endedAt: Date): Scheduled[] {
  return reviews.map((title) => ({
    list: 'Decided alone',
    title,
    begins: endedAt.toISOString(),
    due: new Date(endedAt.getTime() + 7 * day).toISOString(),
    assumed: true,
  }));
}

function schedule(list: Checklist, listed: boolean, endedAt: Date, calendar: Calendar): Scheduled[] {
  const { title, from = 0, within, items, review } = list;
  const due = deadline(endedAt, within ?? Math.max(from, defaultWithin), calendar);
  const began = deadline(endedAt, from, calendar);
  const begins = began < due ? began : endedAt;
  return items.map((item) => ({
    list: title,
    title: item,
    begins: begins.toISOString(),
    due: due.toISOString(),
    assumed: !listed || within === undefined,
    ...(item === review ? { meets: meeting(begins, due, calendar).toISOString() } : {}),
  }));
}

/** An hour after the opening of a working day in the second half of the time; the last hour where that is too late. */
function meeting(begins: Date, due: Date, calendar: Calendar): Date {
  const half = new Date((begins.getTime() + due.getTime()) / 2);
  const morning = new Date(nextOpening(half, calendar).getTime() + hour);
  const lastHour = new Date(due.getTime() - hour);
  return morning > lastHour && isWorkingTime(lastHour, calendar) ? lastHour : morning;
}

function nothingListed(): string[] {
  const says = defaultLists.map(({ items, within }) => `${items.join(', ')} (within ${termText(within)})`);
  return [`follow-ups: the file lists none, so ${says.join(', ')}`];
}

function untimed(lists: Checklist[]): string[] {
  const titles = lists.filter(({ within }) => within === undefined).map(({ title }) => title);
  if (titles.length === 0) return [];
  return [`follow-ups: the file gives no time for ${titles.join(', ')}, so ${durationText(defaultWithin)}`];
}
