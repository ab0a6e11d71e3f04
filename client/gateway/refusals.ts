import type { FastifyBaseLogger } from 'fastify';

/** Counts messages that are not their sender's. */
export interface Refusals {
  /** Logs the first `many` in a minute, each with how many there were of that sender ever; that there are many is one more line. */
  refused(sender: string, from: string, because: string): void;
}

const minute = 60_000;
const many = 10;

/** Starts with none; what it remembers is a number or two per sender. */
export function countRefusals(log: FastifyBaseLogger, clock: () => number = Date.now): Refusals {
  const counted = new Map<string, { ever: number; since: number; lately: number }>();
  return {
    refused(sender, from, because) {
      const { ever = 0, since = 0, lately = 0 } = counted.get(sender) ?? {};
      const now = clock();
      const sameMinute = now - since < minute;
      const count = { ever: ever + 1, since: sameMinute ? since : now, lately: sameMinute ? lately + 1 : 1 };
      counted.set(sender, count);
      // A flood must not fill the disk of the log, too: what is not said there is in its count and in the metrics.
      const level = count.lately > many ? 'debug' : 'warn';
      log[level]({ sender, refused: count.ever, from, because }, 'refused a message');
      if (count.lately === many) {
        log.error(
          { sender, refused: count.ever, withinMinute: many },
          'many messages of one sender are refused: its secret was changed on one side only, or somebody tries',
        );
      }
    },
  };
}
