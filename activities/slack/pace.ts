import { setTimeout as delay } from 'node:timers/promises';
import { WebAPIRateLimitedError } from '@slack/web-api';
import { rateLimited } from './failures.ts';

/** ms that a call waits for its turn at most; an activity makes several within its own 10 s. */
const patience = 2_000;
/** Seconds for which calls keep their distance after they were too many for Slack. */
const carefulFor = 300;
/** Seconds between two messages to a channel, and between two calls of other methods: a little more than Slack wants. */
const distances = { message: 1.1, other: 1.3 };

/** Lets the calls of one kind go out one after the other, no sooner than Slack has asked for. */
export interface Pace {
  /** Throws `RateLimited` at once, with the time to come back at, where the turn would be too long in coming. */
  inTurn<T>(method: string, channel: string | undefined, call: () => Promise<T>): Promise<T>;
}

/** `second`: ms, another for tests. */
export function pace(second = 1_000): Pace {
  const queues = new Map<string, Queue>();
  return {
    inTurn(method, channel, call) {
      const isMessage = method === 'chat.postMessage';
      const key = isMessage ? `${method} ${channel}` : method;
      const queue = queues.get(key) ?? new Queue((isMessage ? distances.message : distances.other) * second);
      queues.set(key, queue);
      return queue.inTurn(call, carefulFor * second);
    },
  };
}

class Queue {
  private readonly distance: number;
  private tail: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  /** Epoch ms: before it nothing goes out; until it calls keep their distance; up to it turns are given away. */
  private notBefore = 0;
  private carefulUntil = 0;
  private booked = 0;

  constructor(distance: number) {
    this.distance = distance;
  }

  inTurn<T>(call: () => Promise<T>, careful: number): Promise<T> {
    const now = Date.now();
    const ahead = now < this.carefulUntil ? this.waiting * this.distance : 0;
    const wait = Math.max(0, this.notBefore - now) + ahead;
    if (wait > patience) return Promise.reject(this.comeBack(now + wait));
    this.waiting += 1;
    const turn = this.tail
      .then(() => this.go(call, careful))
      .finally(() => {
        this.waiting -= 1;
      });
    this.tail = turn.catch(() => {});
    return turn;
  }

  private async go<T>(call: () => Promise<T>, careful: number): Promise<T> {
    const wait = this.notBefore - Date.now();
    if (wait > patience) throw this.comeBack(this.notBefore);
    if (wait > 0) await delay(wait);
    if (Date.now() < this.carefulUntil) this.notBefore = Date.now() + this.distance;
    try {
      return await call();
    } catch (error) {
      if (error instanceof WebAPIRateLimitedError) {
        this.notBefore = Date.now() + error.retryAfter * 1_000;
        this.carefulUntil = this.notBefore + careful;
      }
      throw error;
    }
  }

  /** Those who are sent away come back one after the other, and not all at once. */
  private comeBack(at: number): Error {
    this.booked = Math.max(this.booked, at) + this.distance;
    return rateLimited((this.booked - Date.now()) / 1_000);
  }
}
