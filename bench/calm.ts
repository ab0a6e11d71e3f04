import { setTimeout as delay } from 'node:timers/promises';
import { cpuSeconds } from './cpu.ts';

export interface Calm {
  /** Process ids by name. */
  processes: Record<string, number | undefined>;
  /** Share of one core that all of them together may still use. */
  below?: number;
  /** ms in which they do. */
  within?: number;
  deadlineMs?: number;
}

/** Resolves when the processes have next to nothing left to do; after the deadline all the same, with false. */
export async function calm({
  processes,
  below = 0.15,
  within = 400,
  deadlineMs = 120_000,
}: Calm): Promise<boolean> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const before = sum(cpuSeconds(processes));
    const began = performance.now();
    await delay(within);
    const share = ((sum(cpuSeconds(processes)) - before) * 1_000) / (performance.now() - began);
    if (share < below) return true;
    if (Date.now() > deadline) return false;
  }
}

function sum(seconds: Record<string, number>): number {
  return Object.values(seconds).reduce((total, each) => total + each, 0);
}
