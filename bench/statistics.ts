/** A number with the bounds that it lies between, 95 times of a hundred. */
export interface Interval {
  estimate: number;
  low: number;
  high: number;
}

/** What is to be reached; both bounds count as reached. */
export type Target = { atMost: number } | { atLeast: number } | { exactly: number };

/** The value that `share` (0 to 1) of the samples do not exceed, between the two nearest ones. @throws Error without samples */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined)
    throw new Error('No sample was taken: a percentile needs at least one.');
  return below + (above - below) * (at - Math.floor(at));
}

/** @throws Error without samples */
export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** The median of samples with its interval of 95 %, by drawing from them again and again; the same samples give the same interval. */
export function medianInterval(samples: readonly number[], draws = 2_000): Interval {
  const estimate = median(samples);
  const random = randomFrom(samples.length);
  const medians = Array.from({ length: draws }, () =>
    median(samples.map(() => samples[Math.floor(random() * samples.length)] as number)),
  );
  return { estimate, low: percentile(medians, 0.025), high: percentile(medians, 0.975) };
}

/** The median of the ratios of what was measured side by side. @throws Error where a pair is not whole or its second part is 0 */
export function ratioInterval(ours: readonly number[], theirs: readonly number[]): Interval {
  if (ours.length !== theirs.length)
    throw new Error(`${ours.length} blocks are no pairs with ${theirs.length}: measure both sides as often.`);
  return medianInterval(
    ours.map((value, i) => {
      const other = theirs[i] as number;
      if (other === 0) throw new Error('A ratio to 0 says nothing: the bare side measured nothing.');
      return value / other;
    }),
  );
}

/** For what was counted, not sampled. */
export function exact(value: number): Interval {
  return { estimate: value, low: value, high: value };
}

/** Whether the interval does not lie wholly past the target. */
export function reaches({ low, high }: Interval, target: Target): boolean {
  if ('atMost' in target) return low <= target.atMost;
  if ('atLeast' in target) return high >= target.atLeast;
  return low === target.exactly && high === target.exactly;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
