import { rateLimited } from './failures.ts';
import type { Threads } from './thread.ts';

/** ms; an activity has 10 s, and a call that has begun may take 6. */
const most = 4_000;

/** Begins no call when it may not end in time: what is left is said at the next try, after what was said by then is found. */
export function inTime(threads: Threads, startedAt: number): Threads {
  const hurry = () => {
    if (Date.now() - startedAt > most) throw rateLimited(0.1);
  };
  return {
    ...threads,
    open: (...given) => {
      hurry();
      return threads.open(...given);
    },
    reply: (...given) => {
      hurry();
      return threads.reply(...given);
    },
    attach: (...given) => {
      hurry();
      return threads.attach(...given);
    },
    change: (...given) => {
      hurry();
      return threads.change(...given);
    },
  };
}
