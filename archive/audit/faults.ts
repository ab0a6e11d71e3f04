import type { TimelineEntry } from '../../workflows/contract/timeline.ts';

/** Something that is not as it was written. */
export interface Fault {
  /** From 1; absent where it concerns no single entry. */
  entry?: number;
  /** A sentence that names the entry. */
  says: string;
}

/** How an instant (RFC 3339) is told. */
export type Clock = (at: string) => string;

/** `entry 14 of 32 (approved, 03:14:05)` */
export function entryName(timeline: readonly TimelineEntry[], index: number, clock: Clock): string {
  const { at, fact } = timeline[index] ?? {};
  const told = typeof at === 'string' ? clock(at) : 'at no time';
  return `entry ${index + 1} of ${timeline.length} (${fact?.kind ?? 'without a fact'}, ${told})`;
}
