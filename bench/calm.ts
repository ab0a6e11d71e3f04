import { setTimeout as delay } from 'node:timers/promises';
import { cpuSeconds } from './cpu.ts';

export interface Calm {
  /** Process ids by name. */
  processes: Record<string, number | undefined>;
  deadlineMs?: number;
}

/** Share of one core that all of them together may still use. */
const below = 0.15;
/** ms in which they do. */
const within = 400;

let [waits, restless] = [0, 0];

/** Resolves when the processes have next to nothing left to do; after the deadline all the same, which is counted. */
export async function calm({ processes, deadlineMs = 120_000 }: Calm): Promise<void> {
  waits += 1;
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const before = sum(cpuSeconds(processes));
    const began = performance.now();
    await delay(within);
    const share = ((sum(cpuSeconds(processes)) - before) * 1_000) / (performance.now() - began);
    if (share < below) return;
    if (Date.now() > deadline) {
      restless += 1;
      return;
    }
  }
}

/** A note on how often this process did not wait any longer; none where all was calm each time. */
export function restlessNote(): string[] {
  return restless === 0 ? [] : [`${restless} of ${waits} blocks began before all was calm.`];
}

function sum(seconds: Record<string, number>): number {
  return Object.values(seconds).reduce((total, each) => total + each, 0);
}
