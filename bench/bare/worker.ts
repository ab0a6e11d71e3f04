import { fileURLToPath } from 'node:url';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { coordinationTuning } from '../../worker/tuning.ts';
import { readBareConfig } from '../config.ts';
import { activities } from './activities.ts';
import { bareQueue } from './queue.ts';

/** The SDK as it comes, with pollers, slots and cache of Mayday's worker, so that none of these is what differs. */
const { temporal, cachedWorkflows } = readBareConfig();
Runtime.install({});
const connection = await NativeConnection.connect({ address: temporal });
const worker = await Worker.create({
  connection,
  taskQueue: bareQueue,
  workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
  activities,
  ...coordinationTuning({ cachedWorkflows, poolSlots: new Map() }),
});
console.log('worker ready');
await worker.run();
await connection.close();
