// The ECMAScript API of dates, no part of the Temporal that runs workflows.
import { Temporal } from 'temporal-polyfill';
import { type Calendar, weekdays } from './calendar.ts';
import { isHoliday } from './holidays.ts';

/** A local day on which people work. */
export interface WorkingDay {
  day: Temporal.PlainDate;
  opens: Date;
  closes: Date;
}

// A file lists 100 dates and a country has some 30 holidays a year: five years of one day a week outlast them.
const longestBreakInDays = 5 * 366;

/** The local calendar day that an instant falls on. */
export function localDay(at: Date, { zone }: Calendar): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate();
}

/** The opening hours of a local day; undefined where nobody works. */
export function workingDay(day: Temporal.PlainDate, calendar: Calendar): WorkingDay | undefined {
  if (!calendar.days.some((name) => weekdays.indexOf(name) + 1 === day.dayOfWeek)) return undefined;
  if (isHoliday(day, calendar.holidays)) return undefined;
  const opens = instant(day, calendar.opens, calendar);
  const closes = instant(day, calendar.closes, calendar);
  // Hours that a change of the clocks skips are no hours.
  return opens < closes ? { day, opens, closes } : undefined;
}

/** The day itself or the first working day after it. Throws where five years have none. */
export function workingDayFrom(day: Temporal.PlainDate, calendar: Calendar): WorkingDay {
  for (let days = 0; days <= longestBreakInDays; days += 1) {
    const found = workingDay(day.add({ days }), calendar);
    if (found) return found;
  }
  throw new Error(`The calendar has no working day in the five years after ${day}`);
}

/** The first working day after a day. Throws where five years have none. */
export function workingDayAfter(day: Temporal.PlainDate, calendar: Calendar): WorkingDay {
  return workingDayFrom(day.add({ days: 1 }), calendar);
}

/** HH:MM of a local day: of the first of two such times, or as much later as the clocks go forward. */
function instant(day: Temporal.PlainDate, time: string, { zone }: Calendar): Date {
  const [hours, minutes] = time.split(':').map(Number);
  const local = day.toPlainDateTime().add({ hours, minutes });
  return new Date(local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds);
}
