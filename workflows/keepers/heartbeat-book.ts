import type { Heartbeat, HeartbeatNews, WatchedHeartbeat } from '../contract/watchdog.ts';

interface Watched extends WatchedHeartbeat {
  /** Epoch ms from which its time counts. */
  from: number;
}

export type CarriedHeartbeats = Watched[];

/** ms by which a timer may be late before it was the watchdog that slept, and not the heartbeat that stopped. */
const asleep = 30_000;
/** ms after which one that is lost is waited for no more. */
const forgotten = 7 * 24 * 3_600_000;
/** More than a system has of clusters. */
const most = 100;

/** Which heartbeats there are, and when each was heard. Times are epoch ms. */
export class HeartbeatBook {
  private readonly watched = new Map<string, Watched>();

  constructor(carried: CarriedHeartbeats = []) {
    for (const each of carried) this.watched.set(each.fingerprint, each);
  }

  /** When the next of them is late, or is to be forgotten; undefined where none is waited for. */
  get due(): number | undefined {
    const all = [...this.watched.values()].map(dueOf);
    return all.length > 0 ? Math.min(...all) : undefined;
  }

  /** The news that it is back, where it was lost. */
  hear(beat: Heartbeat, now: number): Omit<HeartbeatNews, 'system'> | undefined {
    const before = this.watched.get(beat.fingerprint);
    if (!before && this.watched.size >= most) return undefined;
    this.watched.set(beat.fingerprint, { ...beat, lastAt: new Date(now).toISOString(), from: now });
    return before?.lostAt === undefined ? undefined : { heartbeat: withoutFrom(before), news: 'back' };
  }

  /** Those that are lost as of now, each once. */
  judge(now: number): WatchedHeartbeat[] {
    const lost: WatchedHeartbeat[] = [];
    for (const each of this.watched.values()) {
      const late = now - dueOf(each);
      if (late < 0) continue;
      if (each.lostAt !== undefined) this.watched.delete(each.fingerprint);
      else if (late > asleep) each.from = now;
      else {
        each.lostAt = new Date(now).toISOString();
        lost.push(withoutFrom(each));
      }
    }
    return lost;
  }

  view(): WatchedHeartbeat[] {
    return [...this.watched.values()].map(withoutFrom);
  }

  carry(): CarriedHeartbeats {
    return [...this.watched.values()];
  }
}

/** Half its time is the grace: gateways record no more than two of them in that time. */
function dueOf({ from, every, lostAt }: Watched): number {
  return lostAt === undefined ? from + every * 1.5 : Date.parse(lostAt) + forgotten;
}

function withoutFrom({ from: _, ...heartbeat }: Watched): WatchedHeartbeat {
  return heartbeat;
}
