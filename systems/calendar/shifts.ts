// The ECMAScript API of dates, no part of the Temporal that runs workflows.
import { Temporal } from 'temporal-polyfill';
import type { Shift } from '../../workflows/contract/profile.ts';
import { instant, local } from './local-time.ts';

/** People who take turns; plain data. */
export interface Rotation {
  people: readonly string[];
  /** Days that a turn takes. */
  days: number;
  /** When the first of them began or begins, local time: YYYY-MM-DD HH:MM. */
  from: string;
}

/** Somebody who stands in, local times. */
export interface StandIn {
  person: string;
  from: string;
  until: string;
}

/** Longer than any target of the documents; afterwards everybody of the role is reached. */
export const horizon = { days: 42 };

/** Who is on call from an instant on, for six weeks. Turns change at the same local time, also over a change of the clocks. */
export function shifts(
  rotation: Rotation,
  standIns: readonly StandIn[],
  zone: string,
  opening: Date,
): Shift[] {
  const { people, days } = rotation;
  const first = local(rotation.from);
  const opened = Temporal.Instant.fromEpochMilliseconds(opening.getTime()).toZonedDateTimeISO(zone);
  const end = opened.add(horizon).toPlainDateTime();
  const turns: Shift[] = [];
  // One turn early: at a change of the clocks the local days are not the whole story.
  let turn = Math.floor(first.until(opened.toPlainDateTime(), { largestUnit: 'days' }).days / days) - 1;
  const begins = () => first.add({ days: turn * days });
  for (; Temporal.PlainDateTime.compare(begins(), end) < 0; turn += 1) {
    const person = people[((turn % people.length) + people.length) % people.length] ?? '';
    const until = first.add({ days: (turn + 1) * days });
    turns.push({ from: instant(begins(), zone), until: instant(until, zone), people: [person] });
  }
  const stoodIn = standIns.reduce(
    (before, { person, from, until }) =>
      before.flatMap((shift) =>
        withStandIn(shift, {
          from: instant(local(from), zone),
          until: instant(local(until), zone),
          people: [person],
        }),
      ),
    turns,
  );
  return stoodIn.filter(({ until }) => until > opening.toISOString());
}

/** A shift in up to three parts: before, while and after somebody stands in. */
function withStandIn(shift: Shift, standIn: Shift): Shift[] {
  if (standIn.until <= shift.from || standIn.from >= shift.until) return [shift];
  const from = standIn.from > shift.from ? standIn.from : shift.from;
  const until = standIn.until < shift.until ? standIn.until : shift.until;
  return [
    { ...shift, until: from },
    { from, until, people: standIn.people },
    { ...shift, from: until },
  ].filter((part) => part.from < part.until);
}
