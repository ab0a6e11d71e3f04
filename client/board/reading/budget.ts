/**
 * Why something is asked, the most urgent first: whoever wrote wants to see what came of it; nothing is known yet;
 * Temporal's list says that it has changed; it is shown and has grown old.
 */
export const urgencies = ['written', 'new', 'changed', 'usual'] as const;

export type Urgency = (typeof urgencies)[number];

/** A question that waits for its turn, or is being asked. */
export interface Turn<T> {
  done: Promise<T>;
  /** Moves it forward, as long as it waits. */
  hurry(urgency: Urgency): void;
}

export interface Budget {
  spend<T>(urgency: Urgency, work: () => Promise<T>): Turn<T>;
  /** Whether a usual question would be asked at once. */
  isFree(): boolean;
}

/** What is asked of Temporal, all tabs together: `perSecond` in the long run, after a rest `burst` at once. */
export interface Allowance {
  perSecond: number;
  burst: number;
  /** Questions that may be ahead of the allowance, by urgency; they are made up for by those that come later. */
  ahead: Partial<Record<Urgency, number>>;
}

interface Waiting {
  urgency: Urgency;
  begin(): void;
}

/** A queue in front of Temporal. */
export function createBudget(
  { perSecond, burst, ahead }: Allowance,
  clock: () => number = () => performance.now(),
): Budget {
  const waiting: Waiting[] = [];
  let allowed = burst;
  let counted = clock();
  let timer: NodeJS.Timeout | undefined;

  function refill(): void {
    const now = clock();
    allowed = Math.min(burst, allowed + ((now - counted) / 1000) * perSecond);
    counted = now;
  }

  function next(): Waiting | undefined {
    for (const urgency of urgencies) {
      const first = waiting.findIndex((each) => each.urgency === urgency);
      if (first >= 0) return allowed >= 1 - (ahead[urgency] ?? 0) ? waiting.splice(first, 1)[0] : undefined;
    }
    return undefined;
  }

  function go(): void {
    refill();
    for (let turn = next(); turn; turn = next()) {
      allowed -= 1;
      turn.begin();
    }
    if (waiting.length === 0 || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      go();
    }, 1000 / perSecond);
  }

  return {
    spend<T>(urgency: Urgency, work: () => Promise<T>): Turn<T> {
      const { promise, resolve } = Promise.withResolvers<T>();
      const turn: Waiting = { urgency, begin: () => resolve(work()) };
      waiting.push(turn);
      go();
      return {
        done: promise,
        hurry(to) {
          if (urgencies.indexOf(to) >= urgencies.indexOf(turn.urgency)) return;
          turn.urgency = to;
          go();
        },
      };
    },
    isFree() {
      refill();
      return waiting.length === 0 && allowed >= 1;
    },
  };
}
