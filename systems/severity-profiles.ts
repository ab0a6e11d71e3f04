import { approvalTime } from '../workflows/contract/approval-time.ts';
import {
  type LadderStep,
  type Severity,
  type SeverityProfile,
  severities,
} from '../workflows/contract/profile.ts';
import type { RunbookName } from '../workflows/contract/runbooks.ts';
import { deadline } from './calendar/deadline.ts';
import { calendarOf } from './calendar/entry.ts';
import { type Term, termText } from './calendar/term.ts';
import { severityDefaults } from './defaults.ts';
import { durationText } from './duration.ts';
import type { SystemFile } from './schema.ts';

/** Everybody who holds a role. A placeholder is nobody: the commander stands in. */
function step(system: SystemFile, role: string): LadderStep {
  const real = (held: string[]) => held.filter((person) => !system.people[person]?.placeholder);
  const people = real(system.roles[role] ?? []);
  return { role, people: people.length > 0 ? people : real(system.roles[system.commander ?? ''] ?? []) };
}

/** Steps without a time come when the resolution target passes; without a target they are left out. A runbook's own come first. */
function resolutionLadder(
  system: SystemFile,
  steps: NonNullable<SystemFile['ladder']['resolution']>,
  resolution: number | undefined,
): SeverityProfile['resolutionLadder'] {
  const timed = steps.flatMap(({ role, after = resolution }) =>
    after === undefined ? [] : [{ ...step(system, role), after }],
  );
  const soonest = timed.toSorted((a, b) => a.after - b.after);
  return soonest.filter(({ role }, i) => soonest.findIndex((each) => each.role === role) === i);
}

/** A term so many times over. */
function times(term: Term, count: number): Term {
  return typeof term === 'number' ? term * count : { ...term, count: term.count * count };
}

/** The clocks and ladders of each severity, counted from `openedAt`; what the file leaves open is put into `assumed`. */
export function severityProfiles(
  system: SystemFile,
  runbook: RunbookName,
  openedAt: Date,
  assumed: string[],
): Record<Severity, SeverityProfile> {
  const own = system.runbooks[runbook]?.ladder;
  const inBusinessTime = Object.values(system.severities).some(
    (terms) => typeof terms?.response === 'object' || typeof terms?.resolution === 'object',
  );
  const calendar = calendarOf(system.calendar, (says) => inBusinessTime && assumed.push(says));
  const elapsed = (term: Term) => deadline(openedAt, term, calendar).getTime() - openedAt.getTime();
  const profiles = severities.map((severity) => {
    const given = system.severities[severity];
    const otherwise = severityDefaults[severity];
    const response = given?.response ?? otherwise.response;
    const resolution = given?.resolution === undefined ? undefined : elapsed(given.resolution);
    const approval = given?.approval ?? approvalTime(resolution);
    const updatesEvery = given?.updates ?? otherwise.updatesEvery;
    const ladder = (own?.response ?? given?.ladder?.response ?? system.ladder.response ?? []).map((role) =>
      step(system, role),
    );
    const profile: SeverityProfile = {
      label: given?.label ?? otherwise.label,
      examples: given?.examples ?? [],
      response: elapsed(response),
      ...(resolution === undefined ? {} : { resolution }),
      promised: {
        response: termText(response),
        ...(given?.resolution === undefined ? {} : { resolution: termText(given.resolution) }),
      },
      approval,
      approvalFixed: given?.approval !== undefined,
      reach: given?.reach ?? otherwise.reach,
      ...(updatesEvery === undefined ? {} : { updatesEvery }),
      responseSteps: [response, ...ladder.slice(1)].map((_, i) => elapsed(times(response, i + 1))),
      responseLadder: ladder,
      resolutionLadder: resolutionLadder(
        system,
        [...(own?.resolution ?? []), ...(given?.ladder?.resolution ?? system.ladder.resolution ?? [])],
        resolution,
      ),
    };
    const says = [
      given?.response === undefined && `response ${profile.promised.response}`,
      given?.approval === undefined && `a decision within ${durationText(approval)}`,
      given?.reach === undefined && `reached by ${profile.reach}`,
      given?.updates === undefined && updatesEvery && `updates every ${durationText(updatesEvery)}`,
    ].filter((part) => typeof part === 'string');
    if (says.length > 0) assumed.push(`${severity}: the file does not say, so ${says.join(', ')}`);
    const [first] = profile.responseLadder;
    if (!first) assumed.push(`${severity}: the file has no ladder, so nobody could be paged`);
    else if (first.people.length === 0) {
      assumed.push(`${severity}: nobody stands behind ${first.role} in the file, so nobody could be paged`);
    }
    return [severity, profile] as const;
  });
  return Object.fromEntries(profiles) as Record<Severity, SeverityProfile>;
}
