import { horizon } from '../../systems/calendar/shifts.ts';
import type { SystemFile } from '../../systems/schema.ts';
import type { Shift, SystemProfile } from '../../workflows/contract/profile.ts';
import type { CoordinationDependencies, Turn } from '../dependencies.ts';

type Dependencies = Pick<CoordinationDependencies, 'catalogue' | 'onCalls' | 'log'>;

/** Characters: shifts become a part of every history of the incident. */
const mostText = 200_000;

/** The profile with the shifts of PagerDuty where the file says so; those of the file, and why, where they cannot be had. Never throws. */
export async function withOnCallElsewhere(
  { catalogue, onCalls, log }: Dependencies,
  profile: SystemProfile,
  openedAt: Date,
): Promise<{ profile: SystemProfile; assumed: string[] }> {
  const file = fileOf(catalogue, profile.system);
  const schedules = Object.entries(file?.onCall?.schedules ?? {});
  if (!file || schedules.length === 0) return { profile, assumed: [] };
  const instead = (roles: string[], why: string) => {
    log.warn({ system: profile.system, roles, why }, 'on-call is not that of PagerDuty');
    return `on-call: ${why}, so ${otherwise(profile, roles)}`;
  };
  const all = schedules.map(([role]) => role);
  const answer = onCalls
    ? await onCalls({
        schedules: [...new Set(schedules.map(([, id]) => id))],
        from: openedAt.toISOString(),
        until: new Date(openedAt.getTime() + horizon.days * 86_400_000).toISOString(),
      })
    : { because: 'MAYDAY_PAGERDUTY_TOKEN is not set' };
  if ('because' in answer) {
    return { profile, assumed: [instead(all, `PagerDuty could not be asked (${answer.because})`)] };
  }
  const shifts = { ...profile.shifts };
  const assumed: string[] = [];
  for (const [role, id] of schedules) {
    const found = shiftsOf(
      answer.turns.filter(({ schedule, until }) => schedule === id && until > openedAt.toISOString()),
      file,
    );
    if (found && found.length > 0) shifts[role] = found;
    else
      assumed.push(
        instead([role], `PagerDuty has ${found ? 'nobody' : 'too many shifts'} in the schedule ${id}`),
      );
  }
  return { profile: { ...profile, shifts }, assumed };
}

/** None of a system that only an alert knows. */
function fileOf(catalogue: Dependencies['catalogue'], system: string): SystemFile | undefined {
  try {
    return catalogue.file(system);
  } catch {
    return undefined;
  }
}

function otherwise({ shifts }: SystemProfile, roles: string[]): string {
  const rotating = roles.filter((role) => shifts[role]);
  const whole = roles.filter((role) => !shifts[role]);
  const everybody = `all people of ${whole.join(', ')}`;
  if (rotating.length === 0) return everybody;
  if (whole.length === 0) return 'the rotation of the file';
  return `the rotation of the file for ${rotating.join(', ')}, ${everybody}`;
}

/** One after the other, each with everybody who has it: PagerDuty repeats a turn for every escalation policy that uses its schedule. Undefined where they are too many. */
function shiftsOf(turns: readonly Turn[], file: SystemFile): Shift[] | undefined {
  const byMail = new Map(
    Object.entries(file.people).flatMap(([name, { email }]) => (email ? [[email.toLowerCase(), name]] : [])),
  );
  const events = turns.flatMap(({ name, email, from, until }) => {
    const person = byMail.get(email?.toLowerCase() ?? '') ?? name;
    return from < until
      ? [
          { at: from, person, more: 1 },
          { at: until, person, more: -1 },
        ]
      : [];
  });
  const shifts: Shift[] = [];
  const holding = new Map<string, number>();
  let since = '';
  let text = 0;
  for (const { at, person, more } of events.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))) {
    if (at !== since) {
      const shift = { from: since, until: at, people: [...holding.keys()] };
      text += JSON.stringify(shift).length;
      if (text > mostText) return undefined;
      add(shifts, shift);
    }
    since = at;
    const count = (holding.get(person) ?? 0) + more;
    if (count === 0) holding.delete(person);
    else holding.set(person, count);
  }
  return shifts;
}

/** Nobody's time is no shift, and a shift goes on while its people stay. */
function add(shifts: Shift[], shift: Shift): void {
  const last = shifts.at(-1);
  if (shift.people.length === 0) return;
  if (last && last.until === shift.from && last.people.join('\n') === shift.people.join('\n')) {
    last.until = shift.until;
  } else shifts.push(shift);
}
