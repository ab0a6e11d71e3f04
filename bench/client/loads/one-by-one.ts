import { setTimeout as delay } from 'node:timers/promises';
import type { Places } from '../../arena.ts';
import { opener, type Way } from '../opening.ts';

export interface OneByOne {
  way: Way;
  places: Places;
  count: number;
  /** ms from one to the next, so that what one sets off does not meet the next. */
  everyMs: number;
}

/** How long each took to be on record, in ms. */
export async function run({ way, places, count, everyMs }: OneByOne): Promise<number[]> {
  const open = await opener(way, places);
  const took: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const began = performance.now();
    await open();
    const ms = performance.now() - began;
    took.push(ms);
    await delay(Math.max(0, everyMs - ms));
  }
  return took;
}
