import type { Alert } from '../contract/input.ts';
import type { HeldPlace, HeldView, HoldMessage } from '../contract/maintenance.ts';
import type { Severity } from '../contract/profile.ts';

/** Alerts held at once; more are let go, since a run has room for no more. */
const most = 5_000;
/** From this many on only what tells them apart is kept of each. */
const mostWhole = 500;

/** An alert that is held. */
export interface Held {
  place: string;
  alert: Alert;
  /** Its labels were not kept. */
  slim?: true;
  severity?: Severity;
  door: string;
}

/** What a keeper goes on with in its next run. */
export interface CarriedBook {
  places: HeldPlace[];
  held: Held[];
  after: Held[];
  resolved: number;
  delivered: number;
}

/** Which alerts are held, and where each belongs: the rules of a keeper, without a clock of their own. */
export class HeldBook {
  private readonly places = new Map<string, HeldPlace>();
  private readonly held = new Map<string, Held>();
  /** Resolved while they were on their way: the incident has to hear of it. */
  private after: Held[];
  resolved: number;
  delivered: number;
  private readonly leaving = new Set<string>();

  constructor({ places, held, after, resolved, delivered }: CarriedBook = nothing()) {
    for (const place of places) this.places.set(place.workflowId, place);
    for (const each of held) this.held.set(keyOf(each.place, each.alert), each);
    this.after = after;
    this.resolved = resolved;
    this.delivered = delivered;
  }

  get isEmpty(): boolean {
    return this.held.size === 0 && this.after.length === 0;
  }

  take({ place, severity, alerts, door }: HoldMessage): void {
    this.places.set(place.workflowId, place);
    for (const alert of alerts) {
      const key = keyOf(place.workflowId, alert);
      const before = this.held.get(key);
      const entry: Held = { place: place.workflowId, alert, door, ...(severity ? { severity } : {}) };
      if (alert.status === 'firing') {
        const slim = this.held.size >= mostWhole;
        this.held.set(key, slim ? { ...entry, alert: slimmed(alert), slim: true } : entry);
      } else if (before && before.alert.startsAt <= alert.startsAt) {
        this.held.delete(key);
        if (this.leaving.has(key)) this.after.push(entry);
        else this.resolved += 1;
      } else if (this.delivered > 0 && !before) this.after.push(entry);
    }
  }

  /** All that is held, in the order in which it came. */
  get all(): Held[] {
    return [...this.held.values()];
  }

  /** What there is no room for. */
  get overflow(): Held[] {
    return this.all.slice(0, Math.max(0, this.held.size - most));
  }

  /** They are on their way to their incidents. */
  leave(entries: readonly Held[]): void {
    for (const { place, alert } of entries) this.leaving.add(keyOf(place, alert));
  }

  /** They have arrived. What fired anew meanwhile stays, and is judged again. */
  arrived(entries: readonly Held[]): void {
    for (const entry of entries) {
      const key = keyOf(entry.place, entry.alert);
      this.leaving.delete(key);
      this.delivered += 1;
      if (this.held.get(key) === entry) this.held.delete(key);
    }
  }

  /** Resolved ones for incidents that were just opened. */
  takeAfter(): Held[] {
    const after = this.after;
    this.after = [];
    return after;
  }

  placeOf({ place }: Held): HeldPlace | undefined {
    return this.places.get(place);
  }

  view(): Pick<HeldView, 'places' | 'resolved' | 'delivered'> {
    const byPlace = Map.groupBy(this.held.values(), ({ place }) => place);
    const places = [...byPlace].flatMap(([id, entries]) => {
      const place = this.places.get(id);
      if (!place) return [];
      const alerts = entries.map(({ alert: { name, startsAt }, severity }) => ({ name, startsAt, severity }));
      return [{ ...place, alerts }];
    });
    return { places, resolved: this.resolved, delivered: this.delivered };
  }

  carry(): CarriedBook {
    const { after, resolved, delivered } = this;
    const used = new Set([...this.all, ...after].map(({ place }) => place));
    const places = [...this.places.values()].filter(({ workflowId }) => used.has(workflowId));
    return { places, held: this.all, after, resolved, delivered };
  }
}

function nothing(): CarriedBook {
  return { places: [], held: [], after: [], resolved: 0, delivered: 0 };
}

function keyOf(place: string, { fingerprint }: Alert): string {
  return `${place} ${fingerprint}`;
}

function slimmed({ fingerprint, status, name, startsAt }: Alert): Alert {
  return { fingerprint, status, name, summary: '', labels: {}, annotations: {}, startsAt };
}
