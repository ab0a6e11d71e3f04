import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { didYouMean, nearest, oneOf } from '../nearest.ts';
import { choice, list, mapping } from '../values.ts';
import { type Calendar, defaultCalendar, weekdays } from './calendar.ts';
import { countries, regionsOf } from './holidays.ts';
import { parseTerm, termExpected, termPattern } from './term.ts';

// Every message here completes the sentence "found …, expected …".

/** "15m" becomes ms, "2 business days" what `deadline` takes. */
export const term = z
  .string({ error: termExpected })
  .meta({ pattern: termPattern.source, description: termExpected })
  .transform((written, context) => {
    const parsed = parseTerm(written);
    if (parsed !== undefined) return parsed;
    context.issues.push({ code: 'custom', message: termExpected, input: written });
    return z.NEVER;
  });

const zoneExpected = 'an IANA time zone such as Europe/Berlin or UTC';

const zone = z.string({ error: zoneExpected }).refine(isZone, {
  error: ({ input }) => `${zoneExpected}${didYouMean(String(input), Intl.supportedValuesOf('timeZone'))}`,
});

const opensExpected = 'a local time such as 09:00, at most 23:59';
const closesExpected = 'a local time such as 17:00, at most 24:00';

const dateExpected = 'a date that exists: 2026-12-24, or 12-24 for every year';

const date = z
  .string({ error: dateExpected })
  .regex(/^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$/, { error: dateExpected, abort: true })
  .refine(exists, dateExpected);

const countryExpected = 'the two capital letters of a country with known holidays, e.g. DE';

const country = z
  .string({ error: countryExpected })
  .regex(/^[A-Z]{2}$/, { error: unknownCountry, abort: true })
  .refine((code) => Object.hasOwn(countries, code), { error: unknownCountry });

const holidays = mapping({
  country: country.optional(),
  region: z.string({ error: 'a region of the country' }).optional(),
  // Too few to take every working day of two years, even where a week has only one.
  dates: list(date).max(100, 'at most 100 dates').optional(),
}).superRefine(({ country, region }, context) => {
  if (region === undefined) return;
  if (country === undefined) {
    context.addIssue({ code: 'custom', path: ['country'], message: 'a country, since a region is given' });
    return;
  }
  const regions = regionsOf(country);
  if (regions.includes(region)) return;
  const message =
    regions.length > 0 ? oneOf(regions) : `none, since no region of ${country} has holidays of its own`;
  context.addIssue({ code: 'custom', path: ['region'], message });
});

/** When people of a system work, as its file says it. */
export const calendarEntry = mapping({
  zone: zone.optional(),
  days: list(choice(weekdays)).min(1, 'at least one working day').optional(),
  opens: z
    .string({ error: opensExpected })
    .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, { error: opensExpected, abort: true })
    .optional(),
  closes: z
    .string({ error: closesExpected })
    .regex(/^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/, { error: closesExpected, abort: true })
    .optional(),
  holidays: holidays.optional(),
}).superRefine(({ opens, closes }, context) => {
  const from = opens ?? defaultCalendar.opens;
  const until = closes ?? defaultCalendar.closes;
  if (from < until) return;
  const [path, message] =
    closes === undefined
      ? ['opens', `a time before it closes (${until})`]
      : ['closes', `a time of the same day after it opens (${from})`];
  context.addIssue({ code: 'custom', path: [path], message });
});

export type CalendarEntry = z.output<typeof calendarEntry>;

/** The calendar of a file; `assume` hears what the file leaves open. */
export function calendarOf(entry: CalendarEntry | undefined, assume: (says: string) => void): Calendar {
  const { zone, days, opens, closes } = { ...defaultCalendar, ...entry };
  const says = [
    entry?.days === undefined && days.join(', '),
    (entry?.opens === undefined || entry.closes === undefined) && `${opens} to ${closes}`,
    entry?.zone === undefined && `in ${zone}`,
    entry?.holidays === undefined && 'without holidays',
  ].filter((part) => typeof part === 'string');
  if (says.length > 0) assume(`calendar: the file does not say, so ${says.join(', ')}`);
  return {
    zone,
    days,
    opens,
    closes,
    holidays: { ...entry?.holidays, dates: entry?.holidays?.dates ?? [] },
  };
}

function isZone(name: string): boolean {
  // Offsets such as +02:00 would be taken too, and know no daylight saving.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function exists(date: string): boolean {
  try {
    if (date.length === 'MM-DD'.length) Temporal.PlainMonthDay.from(date);
    else Temporal.PlainDate.from(date);
    return true;
  } catch {
    return false;
  }
}

/** With the code of the country whose name or small letters were written. */
function unknownCountry({ input }: { input?: unknown }): string {
  const written = String(input);
  const named = nearest(written, Object.values(countries));
  const meant = Object.entries(countries).find(
    ([code, name]) => code === written.toUpperCase() || name === named,
  );
  return meant === undefined ? countryExpected : `${countryExpected}; did you mean "${meant[0]}"?`;
}
