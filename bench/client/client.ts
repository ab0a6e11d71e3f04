import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Asked, Told } from './main.ts';

/** A process of its own that puts load on what is measured. */
export interface BenchClient {
  readonly pid: number;
  /** Runs `loads/<load>.ts` there and resolves with what it measured. */
  run<Found>(load: string, given: object): Promise<Found>;
  stop(): Promise<void>;
}

/** ms that it may take to end. */
const grace = 10_000;

/** Starts one. It ends with this process, however this one ends. */
export function startClient(): BenchClient {
  const child = fork(fileURLToPath(new URL('./main.ts', import.meta.url)), { serialization: 'advanced' });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      for (const { reject } of waiting.values())
        reject(new Error(`The client ended with ${code ?? signal} before its load was done.`));
      waiting.clear();
      resolve();
    });
  });
  child.on('message', (told: Told) => {
    const answer = waiting.get(told.number);
    waiting.delete(told.number);
    if (told.failed === undefined) answer?.resolve(told.found);
    else answer?.reject(new Error(told.failed));
  });
  return {
    pid: child.pid ?? 0,
    run<Found>(load: string, given: object) {
      asked += 1;
      const answer = Promise.withResolvers<unknown>();
      if (!child.connected) throw new Error(`The client is gone: nobody runs ${load}.`);
      waiting.set(asked, answer);
      child.send({ number: asked, load, given } satisfies Asked);
      return answer.promise as Promise<Found>;
    },
    async stop() {
      if (child.connected) child.disconnect();
      const late = setTimeout(() => child.kill('SIGKILL'), grace);
      await ended;
      clearTimeout(late);
    },
  };
}
