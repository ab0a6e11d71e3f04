import type { SystemFile } from '../../../systems/schema.ts';
import type { LadderStep, SeverityProfile } from '../../../workflows/contract/profile.ts';

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

/** The ladders of a profile with all their times: the next of the response ladder comes each time the target passes. */
export function laddersOf(
  file: SystemFile,
  { response, responseLadder, resolutionLadder }: SeverityProfile,
): Ladders {
  const timed = (step: LadderStep, after: number): TimedStep => ({
    ...step,
    after,
    placeholders: placeholders(file, step.role),
  });
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
