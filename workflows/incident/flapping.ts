import type { FlappingRule } from '../contract/alert-facts.ts';
import type { TimelineEntry } from '../contract/timeline.ts';
import type { Incident } from './incident.ts';

/** An alert that flaps. */
export interface Flapping {
  fingerprint: string;
  alert: string;
  /** Of late, within the rule's time. */
  changes: number;
  /** Epoch ms; calm by then, unless it changes again. */
  until: number;
}

/** Alerts that changed more often than the rule allows, and have not been calm since for as long. */
export function flappingAlerts(
  timeline: readonly TimelineEntry[],
  { changes, within }: FlappingRule,
  now: number,
): Flapping[] {
  const seen = new Map<string, { alert: string; times: number[] }>();
  for (const { at, fact } of timeline) {
    if (fact.kind !== 'alerts') continue;
    for (const { fingerprint, name } of [...fact.firing, ...fact.resolved]) {
      const { times = [] } = seen.get(fingerprint) ?? {};
      seen.set(fingerprint, { alert: name, times: [...times, Date.parse(at)] });
    }
  }
  return [...seen].flatMap(([fingerprint, { alert, times }]) => {
    const last = times.at(-1) ?? 0;
    const until = last + within;
    if (now >= until || !flaps(times, changes, within)) return [];
    return [{ fingerprint, alert, changes: times.filter((at) => at > last - within).length, until }];
  });
}

/** Whether it has begun to flap, and not been calm since. */
function flaps(times: readonly number[], changes: number, within: number): boolean {
  let flapping = false;
  for (const [i, at] of times.entries()) {
    if (at - (times[i - 1] ?? at) >= within) flapping = false;
    const first = times[i - changes];
    if (first !== undefined && at - first < within) flapping = true;
  }
  return flapping;
}

/** The alerts of an incident that flap now; none where an earlier release opened it. */
function flappingNow({ profile, timeline }: Incident): Flapping[] {
  return profile.flapping ? flappingAlerts(timeline, profile.flapping, Date.now()) : [];
}

/** Runs what puts alerts on the timeline, and says of each that flaps since then that it does. */
export function watchFlapping(incident: Incident, receive: () => void): void {
  const { flapping } = incident.profile;
  const before = flappingNow(incident).map(({ fingerprint }) => fingerprint);
  receive();
  if (!flapping) return;
  for (const { fingerprint, alert, changes } of flappingNow(incident)) {
    if (before.includes(fingerprint)) continue;
    incident.announce({ kind: 'flapping', fingerprint, alert, changes, within: flapping.within });
  }
}

/** Holds an end that would come by itself until no alert flaps any more; false = look again first. */
export async function isCalm(incident: Incident): Promise<boolean> {
  const { inbox } = incident;
  const stops = () => inbox.newEpisode || inbox.lookAgain || incident.interrupted;
  let said = false;
  try {
    for (;;) {
      const flapping = flappingNow(incident);
      if (flapping.length === 0) return true;
      const due = Math.max(...flapping.map(({ until }) => until));
      const until = new Date(due).toISOString();
      if (!said) {
        said = true;
        incident.announce({ kind: 'held open', alerts: flapping.map(({ alert }) => alert), until });
      }
      incident.clocks.set('stability', {
        name: 'stability',
        due: until,
        fires: 'the incident resolves if nothing flaps',
        reaches: [],
      });
      const woken = await incident.rest('Until no alert flaps', stops, due);
      if (woken && inbox.skip) return skipped(incident);
      if (woken) return false;
    }
  } finally {
    incident.clocks.delete('stability');
  }
}

function skipped(incident: Incident): true {
  const { inbox } = incident;
  if (inbox.skip) incident.announce({ kind: 'skipped', by: inbox.skip, what: 'the wait for calm alerts' });
  inbox.skip = undefined;
  return true;
}
