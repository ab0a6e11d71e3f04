import { approvalTime } from '../contract/approval-time.ts';
import type { SeverityProfile } from '../contract/profile.ts';

// Instants are epoch ms, spans ms.

const warnings = [50, 80, 100];

/** When the next step of the response ladder comes: counted from the opening; one that was missed comes a gap after the one before. */
export function responseStepDue(
  { responseSteps: steps }: Pick<SeverityProfile, 'responseSteps'>,
  { openedAt, reached, lastReachedAt }: { openedAt: number; reached: number; lastReachedAt?: number },
): number {
  const step = Math.max(1, reached);
  const due = openedAt + after(steps, step);
  if (step === 1 || lastReachedAt === undefined) return due;
  return Math.max(due, lastReachedAt + after(steps, step) - after(steps, step - 1));
}

/** How long after the opening a step comes; those beyond the last one go on at its pace. */
function after(steps: readonly number[], step: number): number {
  const known = steps[step - 1];
  if (known !== undefined) return known;
  const last = steps.at(-1) ?? 0;
  return last + (step - steps.length) * (last - (steps.at(-2) ?? 0));
}

/** The next warning of the resolution target; of several that have passed, as after a severity change, only the last. */
export function nextWarning(
  { resolution }: Pick<SeverityProfile, 'resolution'>,
  { openedAt, warned, now }: { openedAt: number; warned: number; now: number },
): { percent: number; due: number } | undefined {
  if (resolution === undefined) return undefined;
  const left = warnings
    .filter((percent) => percent > warned)
    .map((percent) => ({ percent, due: openedAt + (resolution * percent) / 100 }));
  return left.findLast(({ due }) => due <= now) ?? left[0];
}

/** The next step of the resolution ladder; steps that were missed come one at a time, as far apart as in the ladder. */
export function resolutionStepDue(
  { resolutionLadder: ladder }: Pick<SeverityProfile, 'resolutionLadder'>,
  {
    openedAt,
    climbed,
    lastClimbedAt,
  }: { openedAt: number; climbed: readonly string[]; lastClimbedAt?: number },
): { step: SeverityProfile['resolutionLadder'][number]; due: number } | undefined {
  const index = ladder.findIndex(({ role }) => !climbed.includes(role));
  const step = ladder[index];
  if (!step) return undefined;
  const gap = step.after - (ladder[index - 1]?.after ?? 0);
  const spaced = lastClimbedAt === undefined ? 0 : lastClimbedAt + gap;
  return { step, due: Math.max(openedAt + step.after, spaced) };
}

/** When a question that is asked now expires. */
export function approvalDue(
  { approval, approvalFixed, resolution }: Pick<SeverityProfile, 'approval' | 'approvalFixed' | 'resolution'>,
  { openedAt, now }: { openedAt: number; now: number },
): number {
  if (approvalFixed || resolution === undefined) return now + approval;
  return now + approvalTime(openedAt + resolution - now);
}
