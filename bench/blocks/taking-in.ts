import { type ArenaOptions, startArena } from '../arena.ts';
import type { AtOnce, Opened } from '../client/loads/at-once.ts';
import type { Way } from '../client/opening.ts';
import { cpuSeconds } from '../cpu.ts';
import type { Profile } from '../measure.ts';

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

export interface TakeIn {
  way: Way;
  parts?: Pick<ArenaOptions, 'mayday' | 'bare'>;
  profile: Profile;
  /** How many senders wait for an answer at any time. */
  senders: number;
  /** How long it goes on; as much as is worth it of that goes before and does not count. */
  seconds: number;
}

/**
 * Opens as many as it can for so long, on a server and processes of its own: what is opened goes on being worked on, and
 * the next block must not meet it.
 * @throws Error where a bare side does not take all of it: it would be no measure of anything
 */
export async function takeIn({ way, parts, profile, senders, seconds }: TakeIn): Promise<TakenIn> {
  const arena = await startArena({ profile, ...parts });
  const open = async (forSeconds: number) => {
    const given: AtOnce = { way, places: arena.places, seconds: forSeconds, concurrency: senders };
    const opened = await arena.client.run<Opened>('at-once', given);
    const [error] = opened.errors;
    if (way !== 'mayday' && error)
      throw new Error(`${opened.errors.length} of ${way} were not recorded, e.g.: ${error}`);
    return opened;
  };
  try {
    await open(Math.min(5, seconds / 2));
    await arena.settle();
    const before = cpuSeconds(arena.processes());
    const { count, seconds: took, ...rest } = await open(seconds);
    const after = Object.entries(cpuSeconds(arena.processes()));
    const cpu = Object.fromEntries(after.map(([name, used]) => [name, used - (before[name] ?? 0)]));
    return { perSecond: count / took, ...rest, cpu };
  } finally {
    await arena.end();
  }
}

/** CPU seconds of all blocks by process. */
export function cpuOf(blocks: readonly Pick<TakenIn, 'cpu'>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { cpu } of blocks)
    for (const [name, seconds] of Object.entries(cpu)) sums[name] = (sums[name] ?? 0) + seconds;
  return sums;
}
