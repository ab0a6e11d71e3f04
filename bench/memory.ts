import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Environment of a process whose garbage can be collected on demand. */
export const collectable = {
  NODE_OPTIONS: `--expose-gc --import ${fileURLToPath(new URL('./collects.ts', import.meta.url))}`,
};

/** MB that a process holds; `collectable` ones first collect what nothing holds any more, in all of their threads. */
export async function megabytesOf(pid: number | undefined, { collect = false } = {}): Promise<number> {
  if (pid === undefined)
    throw new Error('Memory is only measured of processes that run here: take MAYDAY_TEMPORAL_ADDRESS away.');
  if (collect) {
    for (let i = 0; i < 2; i += 1) {
      process.kill(pid, 'SIGWINCH');
      await delay(1_500);
    }
  }
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`The system does not say what process ${pid} holds.`);
  return Number(kilobytes) / 1_024;
}
