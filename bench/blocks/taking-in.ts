import { type ArenaOptions, startArena } from '../arena.ts';
import type { AtOnce, Opened } from '../client/loads/at-once.ts';
import type { Way } from '../client/opening.ts';
import { cpuSeconds } from '../cpu.ts';
import type { Size } from '../measure.ts';

/** How many senders wait for an answer at any time. */
export const senders = 16;

/** What one side took in, and what that cost. */
export interface TakenIn {
  perSecond: number;
  /** ms of each that was recorded. */
  took: number[];
  /** What was said of each that was not. */
  errors: string[];
  /** CPU seconds by process. */
  cpu: Record<string, number>;
}

/**
 * Opens as many as it can, for a minute, on a server and processes of its own: what is opened goes on being worked on,
 * and the next block must not meet it.
 */
export async function takeIn(
  way: Way,
  parts: Omit<ArenaOptions<never>, 'profile'>,
  { profile, quick }: Size,
): Promise<TakenIn> {
  const arena = await startArena({ profile, ...parts });
  const open = (seconds: number) =>
    arena.client.run<Opened>('at-once', {
      way,
      places: arena.places,
      seconds,
      concurrency: senders,
    } satisfies AtOnce);
  try {
    await open(quick ? 1 : 5);
    await arena.settle(5_000);
    const before = cpuSeconds(arena.processes());
    const { count, seconds, took, errors } = await open(quick ? 2 : 60);
    const after = Object.entries(cpuSeconds(arena.processes()));
    const cpu = Object.fromEntries(after.map(([name, used]) => [name, used - (before[name] ?? 0)]));
    return { perSecond: count / seconds, took, errors, cpu };
  } finally {
    await arena.end();
  }
}

/** CPU seconds of all blocks by process. */
export function cpuOf(blocks: readonly TakenIn[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { cpu } of blocks)
    for (const [name, seconds] of Object.entries(cpu)) sums[name] = (sums[name] ?? 0) + seconds;
  return sums;
}
