import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { retryable } from '../../workflows/contract/failures.ts';
import type { LeaseToken } from '../../workflows/contract/lease.ts';
import { type Freezes, frozenSentence } from './freezes.ts';
import type { Leases } from './leases.ts';

/** Those who may halt a change. */
export interface Keepers {
  leases: Pick<Leases, 'holds'>;
  freezes: Freezes;
}

/** Whose change it is. */
export interface Change {
  system: string;
  /** What it changes. */
  targets: readonly string[];
  leases: readonly LeaseToken[];
}

/** Looks on while a change is made. */
export interface Watch {
  /** Looks once more, without waiting for it. */
  look(): void;
  /** Why nothing more may be changed, as of the last look. */
  halted(): string | undefined;
}

/** ms that the first look is tried. */
const patience = 10_000;
const pause = 500;
/** ms for which a look counts. */
const fresh = 5_000;

/**
 * Looks before the first change, and then as often as it is told to: whether all is frozen, and whether the leases are
 * still this plan's. What cannot be asked does not permit anything.
 * @throws ApplicationFailure `TargetUnreachable` where nobody can be asked before the first change
 */
export async function watchOver(keepers: Keepers, change: Change): Promise<Watch> {
  let because = await firstLook(keepers, change);
  let seenAt = Date.now();
  let looking = false;
  return {
    look() {
      if (looking) return;
      looking = true;
      objection(keepers, change)
        .then((found) => {
          because ??= found;
          seenAt = Date.now();
        })
        // What it says grows old.
        .catch(() => undefined)
        .finally(() => {
          looking = false;
        });
    },
    halted() {
      if (because !== undefined || Date.now() - seenAt <= fresh) return because;
      return `Mayday could not ask for ${fresh / 1_000} s whether changes are frozen, so it stopped.`;
    },
  };
}

async function firstLook(keepers: Keepers, change: Change): Promise<string | undefined> {
  for (const until = Date.now() + patience; ; await sleep(pause)) {
    try {
      return await objection(keepers, change);
    } catch (error) {
      if (Date.now() < until) continue;
      throw ApplicationFailure.create({
        type: retryable.targetUnreachable,
        message: `Nothing was changed: Temporal did not say whether changes are frozen and whose the target is (${(error as Error).message}).`,
        cause: error as Error,
        nextRetryDelay: '10 s',
      });
    }
  }
}

async function objection({ leases, freezes }: Keepers, change: Change): Promise<string | undefined> {
  const { system, targets } = change;
  const tokens = new Map(change.leases.map(({ target, token }) => [target, token]));
  const [frozen, ...standing] = await Promise.all([
    freezes.inForce(system),
    ...targets.map(async (target) => {
      const token = tokens.get(target);
      return token !== undefined && (await leases.holds({ system, target }, token));
    }),
  ]);
  if (frozen) return frozenSentence(frozen);
  const lost = targets.filter((_, i) => !standing[i]);
  if (lost.length === 0) return undefined;
  return `${lost.join(', ')} is no longer this plan's to change: its lease ran out or went to another incident. Look at a new plan.`;
}
