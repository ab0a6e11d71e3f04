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
