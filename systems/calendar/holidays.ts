import Holidays from 'date-holidays';
import { Temporal } from 'temporal-polyfill';
import type { CalendarHolidays } from './calendar.ts';

const hour = 3_600_000;
const day = 24 * hour;
const known = new Map<string, ReadonlySet<string>>();

/** English names of the countries whose public holidays are known, by ISO 3166-1 code. */
export const countries: Readonly<Record<string, string>> = new Holidays().getCountries('en');

/** Codes of the parts of a country that have holidays of their own. */
export function regionsOf(country: string): string[] {
  return Object.keys(new Holidays().getStates(country) ?? {});
}

/** Whether nobody works on a local day because of a date of the file or a public holiday. */
export function isHoliday(local: Temporal.PlainDate, { country, region, dates }: CalendarHolidays): boolean {
  const date = local.toString();
  if (dates.includes(date) || dates.includes(date.slice(-'MM-DD'.length))) return true;
  return country !== undefined && publicHolidays(country, region, local.year).has(date);
}

/** Every YYYY-MM-DD of a year that is a public holiday; worked out once, since it takes some 50 ms. */
function publicHolidays(country: string, region: string | undefined, year: number): ReadonlySet<string> {
  const key = `${country}-${region ?? ''} ${year}`;
  const before = known.get(key);
  if (before) return before;
  const options = { types: ['public' as const] };
  const book = region === undefined ? new Holidays(country, options) : new Holidays(country, region, options);
  // A feast of several days may begin in the year before.
  const holidays = new Set([year - 1, year].flatMap((each) => book.getHolidays(each).flatMap(wholeDays)));
  known.set(key, holidays);
  return holidays;
}

/** The local days that a holiday fills; on one that begins at noon people work. */
function wholeDays({ date, start, end }: { date: string; start: Date; end: Date }): string[] {
  const first = Temporal.PlainDate.from(date.slice(0, 'YYYY-MM-DD'.length));
  // An hour more, since a day on which the clocks go forward has 23.
  const count = Math.floor((end.getTime() - start.getTime() + hour) / day);
  return Array.from({ length: count }, (_, days) => first.add({ days }).toString());
}
