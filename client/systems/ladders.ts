import type { SystemFile } from '../../systems/schema.ts';
import type { LadderStep, Severity, SystemProfile } from '../../workflows/contract/profile.ts';

/** A step with its time, and with what stands in the file where nobody stands yet. */
export interface TimedStep extends LadderStep {
  /** ms after the opening */
  after: number;
  /** The texts of the placeholders behind the role; who is reached instead is in `people`. */
  placeholders: string[];
}

/** Whom a severity reaches, and when. */
export interface Ladders {
  responseLadder: TimedStep[];
  resolutionLadder: TimedStep[];
}

/**
 * The ladders of an incident that opens now, with all their times and whose shift it is then: the next step of the
 * response ladder comes each time the target passes.
 */
export function laddersOf(file: SystemFile, profile: SystemProfile, severity: Severity, now: Date): Ladders {
  const { response, responseLadder, resolutionLadder } = profile.severities[severity];
  const timed = ({ role, people }: LadderStep, after: number): TimedStep => {
    const at = new Date(now.getTime() + after).toISOString();
    const turn = profile.shifts[role]?.find(({ from, until }) => from <= at && at < until);
    return { role, people: turn?.people ?? people, after, placeholders: placeholders(file, role) };
  };
  return {
    responseLadder: responseLadder.map((step, index) => timed(step, index * response)),
    resolutionLadder: resolutionLadder.map((step) => timed(step, step.after)),
  };
}

/** Of a role that only placeholders hold. */
function placeholders(file: SystemFile, role: string): string[] {
  const texts = (file.roles[role] ?? []).map((person) => file.people[person]?.placeholder);
  return texts.every((text) => text !== undefined) ? texts : [];
}
