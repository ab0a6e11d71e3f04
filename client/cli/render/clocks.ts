import type { Clock } from '../../../workflows/contract/incident.ts';
import { clockTime, relative } from '../../times.ts';
import type { Look } from '../screen.ts';
import { table } from './table.ts';

/** A clock and the incident it is of. */
export interface IncidentClock extends Clock {
  incident: string;
  /** The system's own label of its severity. */
  severity: string;
}

const silent = 'nothing is due: nobody is left to be reached and no update is promised';

/** What fires next, soonest first: when, what then, and whom it reaches. */
export function clocksText(clocks: readonly Clock[], { now, paint }: Look, indent = ''): string {
  if (clocks.length === 0) return `${indent}${silent}`;
  const rows = clocks
    .toSorted(bySoonest)
    .map((clock) => [clock.name, paint('yellow', relative(clock.due, now)), told(clock)]);
  return table(rows, indent);
}

/** The clocks of one incident, with the time of day; `waitingFor` is said where none runs. */
export function ownClocksText(clocks: readonly Clock[], waitingFor: string, look: Look): string {
  if (clocks.length === 0) return `${silent}; it waits for ${waitingFor}`;
  const rows = clocks.toSorted(bySoonest).map((clock) => [clock.name, ...when(clock, look), told(clock)]);
  return `${table(rows)}\n${zoneText(look)}`;
}

/** The clocks of several incidents, soonest first, with the time of day. */
export function allClocksText(clocks: readonly IncidentClock[], look: Look): string {
  if (clocks.length === 0) return silent;
  const { paint } = look;
  const rows = clocks
    .toSorted(bySoonest)
    .map((clock) => [
      paint('bold', clock.incident),
      clock.severity,
      clock.name,
      ...when(clock, look),
      told(clock),
    ]);
  return `${table(rows)}\n${zoneText(look)}`;
}

function bySoonest(a: Clock, b: Clock): number {
  return Date.parse(a.due) - Date.parse(b.due);
}

function when({ due }: Clock, { now, timeZone, paint }: Look): string[] {
  return [paint('yellow', relative(due, now)), clockTime(due, now, timeZone)];
}

function told({ fires, reaches }: Clock): string {
  return reaches.length > 0 ? `${fires} → ${reaches.join(', ')}` : fires;
}

function zoneText({ timeZone, paint }: Look): string {
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return paint('dim', `Times are in ${zone}.`);
}
