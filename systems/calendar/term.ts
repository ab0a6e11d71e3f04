import { durationMs, durationPattern, durationText } from '../duration.ts';

/** How long something may take: ms that pass on any day, or working time. */
export type Term = number | BusinessTerm;

/** So many hours while it is open, or until it closes on the so-many-th working day after. */
export interface BusinessTerm {
  business: 'hours' | 'days';
  count: number;
}

/** What a term in a catalogue file must look like. */
export const termExpected =
  'a duration such as 15m, 4h, 1d, 2w (at most 52w), or "next business day", "8 business hours", "2 business days" (at most 999)';

const nextBusinessDay = 'next business day';
const businessPattern = /^([1-9][0-9]{0,2}) business (hour|day)s?$/;

/** What a JSON Schema can say of it. */
export const termPattern = new RegExp(
  [durationPattern, new RegExp(`^${nextBusinessDay}$`), businessPattern]
    .map(({ source }) => source)
    .join('|'),
);

/** "15m", "next business day", "8 business hours", "2 business days"; undefined for anything else. */
export function parseTerm(text: string): Term | undefined {
  if (text === nextBusinessDay) return { business: 'days', count: 1 };
  const [, count, unit] = businessPattern.exec(text) ?? [];
  if (count === undefined) return durationMs(text);
  return { business: unit === 'hour' ? 'hours' : 'days', count: Number(count) };
}

/** As a file would say it; one business day is the next one. */
export function termText(term: Term): string {
  if (typeof term === 'number') return durationText(term);
  const { business, count } = term;
  if (count > 1) return `${count} business ${business}`;
  return business === 'days' ? nextBusinessDay : '1 business hour';
}
