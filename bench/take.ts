import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Ended, Task } from './task.ts';

/** ms in which a process that is told to end has to do so. */
const grace = 20_000;

/** Takes a measure in a process of its own, which is ended after the deadline with all that it started. */
export async function take(task: Task, deadlineMs: number): Promise<Ended> {
  const child = fork(fileURLToPath(new URL('./take-one.ts', import.meta.url)), { serialization: 'advanced' });
  // What it told is read by the time that it is disconnected.
  const over = Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  let ended: Ended | undefined;
  child.once('message', (told: Ended) => {
    ended = told;
  });
  child.send(task);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGTERM');
  }, deadlineMs);
  const last = setTimeout(() => child.kill('SIGKILL'), deadlineMs + grace);
  const [[code, signal]] = await over;
  clearTimeout(timer);
  clearTimeout(last);
  if (ended) return ended;
  return {
    failed: late ? `It took more than ${deadlineMs / 60_000} min.` : `It ended with ${code ?? signal}.`,
  };
}
