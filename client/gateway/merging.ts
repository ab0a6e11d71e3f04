import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';

/** Items that wait until somebody has recorded them, one lane per key. */
export interface Merger<Item, Receipt> {
  /**
   * Resolves when the batch that holds the item is recorded. Rejects if that, or the batch it waited for, cannot
   * be recorded: what waits hears of it at once instead of after a try of its own. Rejects with TooMuchAtOnce where its
   * turn does not come in time; it is recorded then all the same.
   */
  submit(key: string, item: Item): Promise<Receipt>;
}

export interface MergerOptions<Item, Receipt> {
  /** Called with one batch per key at a time, items in the order of their submission; `waited`: ms since the first was submitted that somebody still waits for. */
  record(key: string, batch: Item[], waited: number): Promise<Receipt>;
  /** ms that a submission waits for its turn. */
  patience?: number;
  /** Recordings under way at a time, over all keys; the others take their turn, and what comes meanwhile goes with them. */
  atOnce?: number;
  /** ms from the beginning of a recording in which later items are collected; a slow one leaves no more time for that. */
  pause?: number;
  wait?: (ms: number) => Promise<unknown>;
}

/** More comes at once than Temporal takes. */
export class TooMuchAtOnce extends Error {
  override readonly name = 'TooMuchAtOnce';

  constructor() {
    super('more messages come at once than Temporal takes.');
  }
}

interface Waiting<Item, Receipt> {
  item: Item;
  since: number;
  timer: NodeJS.Timeout;
  /** Who submitted it has heard that it takes too long. */
  gone?: true;
  resolve(receipt: Receipt): void;
  reject(error: unknown): void;
}

/** Records the first item of a key at once; what comes while that is under way, or in the pause after it, as one batch. */
export function createMerger<Item, Receipt>(options: MergerOptions<Item, Receipt>): Merger<Item, Receipt> {
  const { record, patience = 700, atOnce = 32, pause = 250, wait = sleep } = options;
  const turn = pLimit(atOnce);
  const lanes = new Map<string, Waiting<Item, Receipt>[]>();

  async function work(key: string, lane: Waiting<Item, Receipt>[]): Promise<void> {
    while (lane.length > 0) {
      const took = await turn(() => recordWaiting(key, lane));
      if (took !== undefined) await wait(Math.max(0, pause - took));
    }
    lanes.delete(key);
  }

  /** ms that it took; undefined where it failed. */
  async function recordWaiting(key: string, lane: Waiting<Item, Receipt>[]): Promise<number | undefined> {
    const batch = lane.splice(0);
    const began = performance.now();
    for (const { timer } of batch) clearTimeout(timer);
    const first = batch.find(({ gone }) => !gone);
    try {
      const items = batch.map((waiting) => waiting.item);
      const receipt = await record(key, items, began - (first?.since ?? began));
      for (const { resolve } of batch) resolve(receipt);
      return performance.now() - began;
    } catch (error) {
      for (const { reject, timer } of [...batch, ...lane.splice(0)]) {
        clearTimeout(timer);
        reject(error);
      }
      return undefined;
    }
  }

  return {
    submit(key, item) {
      const { promise, resolve, reject } = Promise.withResolvers<Receipt>();
      const timer = setTimeout(() => {
        waiting.gone = true;
        reject(new TooMuchAtOnce());
      }, patience);
      const waiting: Waiting<Item, Receipt> = { item, since: performance.now(), timer, resolve, reject };
      const lane = lanes.get(key);
      if (lane) {
        lane.push(waiting);
      } else {
        const opened = [waiting];
        lanes.set(key, opened);
        void work(key, opened);
      }
      return promise;
    },
  };
}
