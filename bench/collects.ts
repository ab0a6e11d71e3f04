import { BroadcastChannel, isMainThread } from 'node:worker_threads';

// Loaded before a worker's own code, in its main thread and in those that run workflows.
const channel = new BroadcastChannel('collect');
channel.onmessage = () => globalThis.gc?.();
channel.unref();
if (isMainThread) {
  // The SDK takes SIGINT, SIGTERM, SIGQUIT and SIGUSR2 for a stop, Node SIGUSR1 for a debugger.
  process.on('SIGWINCH', () => {
    channel.postMessage('now');
    globalThis.gc?.();
  });
}
