// The ECMAScript API of dates, no part of the Temporal that runs workflows.
import { Temporal } from 'temporal-polyfill';

/** `YYYY-MM-DD HH:MM` */
export function local(text: string): Temporal.PlainDateTime {
  return Temporal.PlainDateTime.from(text.replace(' ', 'T'));
}

/** RFC 3339; of two such local times the first, of none a later one. */
export function instant(at: Temporal.PlainDateTime, zone: string): string {
  const { epochMilliseconds } = at.toZonedDateTime(zone, { disambiguation: 'compatible' });
  return new Date(epochMilliseconds).toISOString();
}
