import { BroadcastChannel, isMainThread } from 'node:worker_threads';

// Loaded before a worker's own code, in its main thread and in those that run workflows.
const channel = new BroadcastChannel('collect');
channel.onmessage = () => globalThis.gc?.();
channel.unref();
if (isMainThread) {
  // One that the SDK does not take for a stop.
  process.on('SIGWINCH', () => {
    channel.postMessage('now');
    globalThis.gc?.();
  });
}
