import { fileURLToPath } from 'node:url';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { coordinationTuning } from '../../worker/tuning.ts';
import { activities } from './activities.ts';
import { bareQueue } from './queue.ts';

/** The SDK as it comes, with pollers, slots and cache of Mayday's worker, so that none of these is what differs. */
Runtime.install({});
const connection = await NativeConnection.connect({ address: process.env.TEMPORAL_ADDRESS });
const worker = await Worker.create({
  connection,
  taskQueue: bareQueue,
  workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
  activities,
  ...coordinationTuning({
    cachedWorkflows: Number(process.env.BARE_CACHED_WORKFLOWS ?? 1_000),
    poolSlots: new Map(),
  }),
  stickyQueueScheduleToStartTimeout: process.env.BARE_STICKY_TIMEOUT ?? '10 s',
});
console.log('worker ready');
await worker.run();
await connection.close();
