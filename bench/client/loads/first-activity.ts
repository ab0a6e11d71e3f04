import { createServer, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Places } from '../../arena.ts';
import { bareQueue } from '../../bare/queue.ts';
import { bareInput } from '../../messages.ts';
import { opener } from '../opening.ts';
import { bareClient } from '../temporal.ts';

export interface FirstActivity {
  /** The health check of an incident; or, on the bare side, an activity after so many others. */
  of: 'mayday' | { activitiesBefore: number };
  places: Places;
  /** Port where this process is asked by the activity. */
  port: number;
  count: number;
  /** ms from one to the next. */
  everyMs: number;
}

/** ms after which an activity that has not asked is given up. */
const patience = 60_000;

let listening: Server | undefined;
let asked: ((at: number) => void) | undefined;
let tooMany = 0;

/** How long it took in ms from the moment that it was sent until an activity asked for this process's health. */
export async function run({ of, places, port, count, everyMs }: FirstActivity): Promise<number[]> {
  await listen(port);
  tooMany = 0;
  const open = of === 'mayday' ? await opener('mayday', places) : await starter(of, places, port);
  const took: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const { promise, resolve } = Promise.withResolvers<number>();
    asked = resolve;
    const began = performance.now();
    const late = AbortSignal.timeout(patience);
    const [at] = await Promise.all([orLate(promise, late), open()]);
    took.push(at - began);
    await delay(Math.max(0, everyMs - (performance.now() - began)));
  }
  if (tooMany > 0)
    throw new Error(`${tooMany} activities asked that nobody waited for: each incident must ask once.`);
  return took;
}

async function starter(of: { activitiesBefore: number }, places: Places, port: number) {
  const client = await bareClient(places.temporal);
  const run = `${process.pid}-${Date.now()}`;
  let number = 0;
  return async () => {
    number += 1;
    await client.workflow.start('steps', {
      workflowId: `bare:${run}-${number}`,
      taskQueue: bareQueue,
      args: [
        { activities: of.activitiesBefore, tells: `http://127.0.0.1:${port}/health` },
        bareInput(`${run}-${number}`),
      ],
    });
  };
}

function orLate(promise: Promise<number>, late: AbortSignal): Promise<number> {
  return Promise.race([
    promise,
    new Promise<never>((_, reject) => {
      late.addEventListener('abort', () =>
        reject(new Error(`No activity asked within ${patience / 1_000} s.`)),
      );
    }),
  ]);
}

function listen(port: number): Promise<void> | undefined {
  if (listening) return;
  listening = createServer((_request, answer) => {
    const at = performance.now();
    answer.end('well');
    if (asked) asked(at);
    else tooMany += 1;
    asked = undefined;
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  listening.once('error', reject).listen(port, '127.0.0.1', resolve);
  return promise;
}
