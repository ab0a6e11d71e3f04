import type { Calendar } from './calendar.ts';
import type { Term } from './term.ts';
import { localDay, workingDay, workingDayAfter, workingDayFrom } from './working-day.ts';

const hour = 3_600_000;

/**
 * When a term is over that began at `openedAt`. A duration simply passes; business hours pass while it is open;
 * business days end at the closing of a working day after the local day of `openedAt` (assumed: no document says).
 * Throws where the calendar has no working day.
 */
export function deadline(openedAt: Date, term: Term, calendar: Calendar): Date {
  if (typeof term === 'number') return new Date(openedAt.getTime() + term);
  if (term.business === 'hours') return afterOpenTime(openedAt, term.count * hour, calendar);
  return closingAfter(openedAt, term.count, calendar);
}

/** Whether it is open: from the opening on, until the closing, which no longer counts. */
export function isWorkingTime(at: Date, calendar: Calendar): boolean {
  const today = workingDay(localDay(at, calendar), calendar);
  return today !== undefined && today.opens <= at && at < today.closes;
}

/** The first opening at `at` or after it, also while it is open. Throws where the calendar has no working day. */
export function nextOpening(at: Date, calendar: Calendar): Date {
  const today = workingDayFrom(localDay(at, calendar), calendar);
  return at <= today.opens ? today.opens : workingDayAfter(today.day, calendar).opens;
}

/** `left` in ms, over 0. */
function afterOpenTime(from: Date, left: number, calendar: Calendar): Date {
  let today = workingDayFrom(localDay(from, calendar), calendar);
  for (;;) {
    const start = Math.max(from.getTime(), today.opens.getTime());
    const open = Math.max(0, today.closes.getTime() - start);
    if (left <= open) return new Date(start + left);
    left -= open;
    today = workingDayAfter(today.day, calendar);
  }
}

function closingAfter(openedAt: Date, count: number, calendar: Calendar): Date {
  let last = workingDayAfter(localDay(openedAt, calendar), calendar);
  for (let days = 1; days < count; days += 1) last = workingDayAfter(last.day, calendar);
  return last.closes;
}
