import type { Worker } from '@temporalio/worker';

/** A worker that can be ended and followed by another, which knows no run: all it goes on with is the history. */
export class RestartableWorker {
  private readonly create: () => Promise<Worker>;
  private worker?: Worker;
  private running: Promise<void> = Promise.resolve();

  constructor(create: () => Promise<Worker>) {
    this.create = create;
  }

  async runUntil<T>(done: () => Promise<T>): Promise<T> {
    await this.start();
    try {
      return await done();
    } finally {
      await this.stop();
    }
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  private async start(): Promise<void> {
    this.worker = await this.create();
    this.running = this.worker.run();
    // Whoever stops it hears of its failure.
    this.running.catch(() => undefined);
  }

  private async stop(): Promise<void> {
    if (this.worker?.getState() === 'RUNNING') this.worker.shutdown();
    await this.running;
  }
}
