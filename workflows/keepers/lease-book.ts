import {
  type Acquired,
  budgetWindow,
  type Grant,
  type Holder,
  type LeasedTarget,
  type LeaseRequest,
  type LeaseView,
  leaseTerm,
  longestLease,
  nextFree,
  type Release,
  type Waiting,
} from '../contract/lease.ts';

/** ms after which somebody who waits and has not asked again is forgotten. */
const patience = 15 * 60_000;
const longestQueue = 50;

/** What a lease goes on with in its next run. */
export interface CarriedBook {
  holder?: Grant;
  queue: Waiting[];
  changes: string[];
  token: number;
}

/** Who has a target, who waits for it, and when it was changed: the rules of a lease, without a clock of their own. */
export class LeaseBook {
  private holder?: Grant;
  private queue: Waiting[];
  private changes: string[];
  private token: number;

  constructor(carried: CarriedBook = { queue: [], changes: [], token: 0 }) {
    this.holder = carried.holder;
    this.queue = carried.queue;
    this.changes = carried.changes;
    this.token = carried.token;
  }

  acquire({ holder, perHour, lasts = leaseTerm }: LeaseRequest, now: number): Acquired {
    this.tidy(now);
    const { holder: held } = this;
    if (held && held.keyId !== holder.keyId) {
      this.wait(holder, now);
      return { outcome: 'held', by: held };
    }
    const next = perHour === undefined ? undefined : nextFree(this.changes, perHour, now);
    if (next !== undefined) return { outcome: 'spent', changes: this.changes.length, next };
    this.queue = this.queue.filter(({ keyId }) => keyId !== holder.keyId);
    const grant = this.grant(holder, now, Math.min(Math.max(lasts, leaseTerm), longestLease));
    this.holder = grant;
    return { outcome: 'granted', token: grant.token, until: grant.until };
  }

  private wait(holder: Holder, now: number): void {
    const place = this.queue.findIndex(({ keyId }) => keyId === holder.keyId);
    const since = this.queue[place]?.since ?? iso(now);
    if (place >= 0) this.queue[place] = { ...holder, since };
    else if (this.queue.length < longestQueue) this.queue.push({ ...holder, since });
  }

  private grant(holder: Holder, now: number, lasts: number): Grant {
    const until = iso(now + lasts);
    const { holder: held } = this;
    if (held?.plan === holder.plan) return { ...held, until };
    // Above the one before, and above all of the runs before this one, which ended in the past.
    this.token = Math.max(this.token + 1, now);
    return { ...holder, token: this.token, since: iso(now), until };
  }

  /** Who had it, if that ends a grant. */
  release({ keyId, token, acted }: Release, now: number): Grant | undefined {
    if (token === undefined) this.queue = this.queue.filter((waiting) => waiting.keyId !== keyId);
    const { holder } = this;
    if (holder?.keyId !== keyId || (token !== undefined && holder.token !== token)) return undefined;
    if (acted) this.changes.push(iso(now));
    this.holder = undefined;
    return holder;
  }

  /** Who had it, if its time is up. */
  expire(now: number): Grant | undefined {
    const { holder } = this;
    if (holder === undefined || now < Date.parse(holder.until)) return undefined;
    this.holder = undefined;
    return holder;
  }

  /** Forgets what does not count any more. */
  tidy(now: number): void {
    this.changes = this.changes.filter((at) => Date.parse(at) > now - budgetWindow);
    this.queue = this.queue.filter(({ since }) => Date.parse(since) > now - patience);
  }

  /** When something expires next, epoch ms; undefined: nothing is left to remember. */
  get next(): number | undefined {
    const dues = [
      ...(this.holder ? [Date.parse(this.holder.until)] : []),
      ...this.queue.map(({ since }) => Date.parse(since) + patience),
      ...this.changes.map((at) => Date.parse(at) + budgetWindow),
    ];
    return dues.length > 0 ? Math.min(...dues) : undefined;
  }

  /** Those who wait, in order; nobody waits from then on. */
  callWaiting(): Waiting[] {
    return this.queue.splice(0);
  }

  get held(): Grant | undefined {
    return this.holder;
  }

  view(target: LeasedTarget): LeaseView {
    const { holder, queue, changes } = this;
    return { ...target, ...(holder ? { holder } : {}), queue, changes };
  }

  carry(): CarriedBook {
    const { holder, queue, changes, token } = this;
    return { ...(holder ? { holder } : {}), queue, changes, token };
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
