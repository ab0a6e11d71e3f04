import type { Priority } from '@temporalio/common';
import type { Mode } from './input.ts';
import { hashOf } from './keys.ts';
import type { Severity } from './profile.ts';

const keys: Readonly<Record<Severity, number>> = { P0: 1, P1: 2, P2: 3, P3: 4 };
const last = 5;
const longestFairnessKey = 64;

/** What may wait until nothing else does: follow-ups, rehearsals, shadows, the keeping of closed runs. */
export const later: Priority = { priorityKey: last };

/** What incidents of any severity wait for: leases, and a stop of everything. */
export const atOnce: Priority = { priorityKey: 1 };

/**
 * Whose tasks come first where workers are behind: by severity, and among those of one severity each system in its turn,
 * so that a storm in one delays no other. A severity that nobody knows yet stands in the middle.
 */
export function priorityOf(severity: string | undefined, system: string, mode: Mode = 'live'): Priority {
  const known =
    severity !== undefined && Object.hasOwn(keys, severity) ? keys[severity as Severity] : undefined;
  const priorityKey = mode === 'live' ? known : last;
  return { ...(priorityKey === undefined ? {} : { priorityKey }), fairnessKey: fairnessKeyOf(system) };
}

function fairnessKeyOf(system: string): string {
  return new TextEncoder().encode(system).length > longestFairnessKey ? hashOf(system) : system;
}
