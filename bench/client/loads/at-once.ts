import type { Places } from '../../arena.ts';
import { opener, type Way } from '../opening.ts';

export interface AtOnce {
  way: Way;
  places: Places;
  seconds: number;
  /** How many are under way at any time. */
  concurrency: number;
}

export interface Opened {
  count: number;
  seconds: number;
  /** ms of each. */
  took: number[];
  errors: string[];
}

/** Opens as many as it can for so long. */
export async function run({ way, places, seconds, concurrency }: AtOnce): Promise<Opened> {
  const open = await opener(way, places);
  const began = performance.now();
  const until = began + seconds * 1_000;
  const took: number[] = [];
  const errors: string[] = [];
  const lane = async () => {
    while (performance.now() < until) {
      const start = performance.now();
      try {
        await open();
        took.push(performance.now() - start);
      } catch (error) {
        errors.push((error as Error).message);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return { count: took.length, seconds: (performance.now() - began) / 1_000, took, errors };
}
