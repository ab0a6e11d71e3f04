import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import worker from '@temporalio/worker/package.json' with { type: 'json' };
import { versions } from '../servers/versions.ts';
import { serverOfSomebodyElse } from './config.ts';

/** What figures of two machines are not compared without. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  node: string;
  temporalServer: string;
  sdk: string;
}

/** In place of a version, where the server is not ours. */
export const foreignServer = 'of somebody else';

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    temporalServer: serverOfSomebodyElse() ? foreignServer : versions.temporalServer,
    sdk: worker.version,
  };
}

/** Load average of the last minute. */
export function loadNow(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

export interface CoreTime {
  /** Of all cores, idle or not. */
  all: number;
  /** Given to others by the host of a virtual machine. */
  stolen: number;
}

/** Ticks since the system began; undefined where it does not count them. */
export function coreTime(): CoreTime | undefined {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    // user, nice, system, idle, iowait, irq, softirq, steal; what follows is counted in these already
    const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
    return { all: ticks.reduce((sum, each) => sum + each, 0), stolen: ticks[7] ?? 0 };
  } catch {
    return undefined;
  }
}

/** The share that others had of the cores meanwhile, 0 to 1. */
export function stolenShare(before?: CoreTime, after?: CoreTime): number | undefined {
  if (!before || !after || after.all === before.all) return undefined;
  return (after.stolen - before.stolen) / (after.all - before.all);
}
