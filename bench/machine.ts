import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import worker from '@temporalio/worker/package.json' with { type: 'json' };
import { versions } from '../servers/versions.ts';

/** What figures of two machines are not compared without. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  node: string;
  temporalServer: string;
  sdk: string;
}

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    temporalServer: process.env.MAYDAY_TEMPORAL_ADDRESS ? 'of somebody else' : versions.temporalServer,
    sdk: worker.version,
  };
}

/** Load average of the last minute. */
export function loadNow(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}
