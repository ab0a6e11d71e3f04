import { randomFrom } from '../../bench/statistics.ts';
import { type Victim, victims } from './ground.ts';
import type { Kill } from './play.ts';

/** Which of all kills are wanted. */
export interface Wanted {
  process?: Victim;
  from?: number;
  to?: number;
}

/**
 * Every process at every length that a history had, as far as wanted, in the order that the seed says: a part of it is
 * a fair sample.
 */
export function allKills(
  lengths: readonly number[],
  seed: number,
  { process, from, to }: Wanted = {},
): Kill[] {
  // No two plays have the very same lengths: the first event that is more than the length before stands for a step.
  const steps = lengths.map((_, i) => (lengths[i - 1] ?? 0) + 1);
  const events = steps.filter((event) => event >= (from ?? 1) && event <= (to ?? Number.POSITIVE_INFINITY));
  const chosen = victims.filter((victim) => !process || victim === process);
  return shuffled(
    chosen.flatMap((victim) => events.map((event) => ({ victim, events: event }))),
    seed,
  );
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = randomFrom(seed);
  const left = [...items];
  const out: T[] = [];
  while (left.length > 0) out.push(...left.splice(Math.floor(random() * left.length), 1));
  return out;
}
