import type { Priority } from '@temporalio/common';

// The SDK gives each run modules of its own.
let ask: (() => Priority) | undefined;

/** The priority of what this run schedules from now on; asked anew each time, since severities change. */
export function prioritised(by: () => Priority): void {
  ask = by;
}

/** Undefined in a run that is no incident: what it schedules goes at its own. */
export function currentPriority(): Priority | undefined {
  return ask?.();
}
