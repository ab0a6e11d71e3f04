const minute = 60_000;

/** ms a plan waits: a quarter of what is left to the resolution target, never under 5 min nor over 15; 15 min without a target. */
export function approvalTime(left: number | undefined): number {
  if (left === undefined) return 15 * minute;
  return Math.min(Math.max(Math.round(left / 4), 5 * minute), 15 * minute);
}
