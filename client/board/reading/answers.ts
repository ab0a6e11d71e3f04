import { setTimeout as sleep } from 'node:timers/promises';
import type { Budget, Turn, Urgency } from './budget.ts';

/** What is known of a question. Without value, silence and trouble it has not been asked yet. */
export interface Known<T> {
  value?: T;
  /** Epoch ms at which the value was asked for. */
  asOf?: number;
  /** Nobody has answered since. */
  silent?: true;
  /** Asking has failed since. */
  trouble?: unknown;
}

/** A question that can be asked again. */
export interface Question<T> {
  key: string;
  /** Undefined if nobody answers. */
  ask: () => Promise<T | undefined>;
  /** ms for which an answer counts; 1 s if it is not said. */
  fresh?: number;
  /** ms that a page waits for its first answer. */
  patience?: number;
  /** It is asked before all others, since they hang on it. */
  isLeading?: true;
}

interface Kept {
  known: Known<unknown>;
  turn?: Turn<void>;
  /** Epoch ms; since then what is known is of the past. */
  outdated?: { since: number; by: 'written' | 'changed' };
  /** Epoch ms of the last attempt that had no answer. */
  missed?: number;
  lookedAt: number;
}

export interface Answers {
  /** What is known, asked anew if it is old: at once where the budget has room, else behind what is shown. Never throws. */
  look<T>(question: Question<T>): Promise<Known<T>>;
  /** What is known without asking. */
  peek<T>(key: string): Known<T>;
  /** What is known of it is of the past. */
  outdate(key: string, by: 'written' | 'changed'): void;
}

/** ms for which an answer counts. */
const freshFor = 1_000;
/** ms until somebody who did not answer is asked again. */
const again = 3_000;
/** ms that a page waits for what is new to it, and for what only has to be renewed. */
const [patienceForNew, patienceForOld] = [2_500, 700];
const mostKept = 600;
/** ms for which nobody looks at an answer that is forgotten. */
const forgottenAfter = 600_000;

/** One memory of answers, shared by all tabs; each question is under way once at most. */
export function createAnswers(budget: Budget, clock: () => number): Answers {
  const all = new Map<string, Kept>();

  function kept(key: string): Kept {
    const there = all.get(key) ?? { known: {}, lookedAt: 0 };
    there.lookedAt = clock();
    all.delete(key);
    all.set(key, there);
    for (const [old, { lookedAt }] of all) {
      if (all.size <= mostKept && clock() - lookedAt < forgottenAfter) break;
      all.delete(old);
    }
    return there;
  }

  function why({ known: { asOf }, outdated, missed = 0 }: Kept, fresh: number): Urgency | undefined {
    const now = clock();
    if (outdated?.by === 'written' && outdated.since > missed) return 'written';
    if (now - missed < again) return undefined;
    if (asOf === undefined) return 'new';
    if (outdated) return outdated.by;
    return now - asOf >= fresh ? 'usual' : undefined;
  }

  async function once<T>(there: Kept, ask: Question<T>['ask']): Promise<void> {
    const asOf = clock();
    try {
      const value = await ask();
      if (value === undefined) there.known = { ...there.known, silent: true, trouble: undefined };
      else there.known = { value, asOf };
      there.missed = value === undefined ? clock() : undefined;
    } catch (trouble) {
      there.known = { ...there.known, trouble };
      there.missed = clock();
    }
    // An answer may be older than what has been written meanwhile.
    if (there.outdated && there.outdated.since < asOf) there.outdated = undefined;
    there.turn = undefined;
  }

  return {
    async look<T>({ key, ask, fresh = freshFor, patience = patienceForNew, isLeading }: Question<T>) {
      const there = kept(key);
      const until = clock() + patience;
      for (let urgency = why(there, fresh); urgency; urgency = why(there, fresh)) {
        const turnAs = isLeading ? 'written' : urgency;
        const room = isLeading || budget.isFree();
        if (there.turn) there.turn.hurry(turnAs);
        else there.turn = budget.spend(turnAs, () => once(there, ask));
        const isNew = urgency === 'new' || urgency === 'written';
        const wait = isNew ? until - clock() : urgency === 'changed' || room ? patienceForOld : 0;
        if (wait <= 0) break;
        const { turn } = there;
        await Promise.race([turn.done, sleep(wait, undefined, { ref: false })]);
        if (there.turn === turn || urgency !== 'written') break;
      }
      return there.known as Known<T>;
    },
    peek: <T>(key: string) => (all.get(key)?.known ?? {}) as Known<T>,
    outdate(key, by) {
      const there = all.get(key);
      if (!there || (by === 'changed' && there.outdated?.by === 'written')) return;
      there.outdated = { since: clock(), by };
    },
  };
}
