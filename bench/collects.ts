import { BroadcastChannel, isMainThread } from 'node:worker_threads';

// Loaded before a worker's own code, in its main thread and in those that run workflows.
const channel = new BroadcastChannel('collect');
channel.onmessage = () => globalThis.gc?.();
channel.unref();
if (isMainThread) {
  process.on('SIGUSR2', () => {
    channel.postMessage('now');
    globalThis.gc?.();
  });
}
