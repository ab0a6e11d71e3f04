import { isCancellation, proxyActivities } from '@temporalio/workflow';
import { type AlertmanagerActivities, mostSilences, silenceLasts } from '../contract/alertmanager.ts';
import type { Alert } from '../contract/input.ts';
import { poolQueue } from '../contract/queues.ts';
import type { AlertNote } from '../contract/timeline.ts';
import { receiveAlerts } from './alerts.ts';
import { abandonable } from './asking.ts';
import type { Incident } from './incident.ts';
import { onlyTells } from './public.ts';
import { reason } from './reason.ts';

/** ms between looks at what fires there; each renews the silence. */
const every = 120_000;
const door = 'the Alertmanager, asked by Mayday';

/**
 * From the first approved change on, as long as it is not up to people alone: the Alertmanager does not repeat what the
 * incident is about. What it tells nobody meanwhile, Mayday asks it for. Fails nothing.
 */
export async function silenceWhileAtWork(incident: Incident): Promise<void> {
  if (incident.profile.alertmanager === undefined || incident.conduct.mode !== 'live') return;
  const absent = new Set<string>();
  for (;;) {
    await incident.waitFor('Somebody is at work', () => isAtWork(incident), Number.POSITIVE_INFINITY);
    while (isAtWork(incident)) {
      await lookAndRenew(incident, absent);
      const looks = () => !isAtWork(incident) || hasMore(incident);
      await incident.waitFor('The silence at the Alertmanager is renewed', looks, Date.now() + every);
    }
    await endSilences(incident);
  }
}

/** Ends what is silenced, if anything is; fails by a cancellation only: what cannot be ended ends by itself. */
export async function endSilences(incident: Incident): Promise<void> {
  const { keyId, profile, state } = incident;
  const { alertmanager } = profile;
  if (alertmanager === undefined || state.silenced === undefined) return;
  try {
    await at(profile.pool).endSilence({ alertmanager, keyId });
    incident.record({ kind: 'silence ended' });
  } catch (error) {
    if (isCancellation(error)) throw error;
    const until = new Date(Date.now() + silenceLasts).toISOString();
    incident.announce({ kind: 'silence stays', because: reason(error), until });
  }
}

function at(pool: string) {
  return proxyActivities<AlertmanagerActivities>({
    taskQueue: poolQueue(pool),
    startToCloseTimeout: '15 s',
    scheduleToCloseTimeout: '1 min',
    retry: { initialInterval: '1 s', maximumAttempts: 3 },
    summary: 'Silence at the Alertmanager while somebody is at work',
  });
}

/** Whether a change was approved that does more than tell people. */
function isAtWork({ state, profile }: Incident): boolean {
  const changed = Object.entries(state.decided).some(([plan, { decision }]) => {
    const name = state.asked[Number(plan)]?.mitigation;
    return decision === 'approved' && !onlyTells(profile.mitigations.find((each) => each.name === name));
  });
  return changed && !state.upToPeople;
}

/** Something fires that nobody has asked silence for. */
function hasMore({ state, timeline }: Incident): boolean {
  const { silenced = [] } = state;
  const last = timeline.findLast(({ fact }) => fact.kind === 'silenced' || fact.kind === 'not silenced')?.at;
  const since = timeline.filter(({ at, fact }) => fact.kind === 'alerts' && at > (last ?? ''));
  const firing = since.flatMap(({ fact }) => (fact.kind === 'alerts' ? fact.firing : []));
  return firing.some(({ fingerprint }) => !silenced.includes(fingerprint));
}

async function lookAndRenew(incident: Incident, absent: Set<string>): Promise<void> {
  const { keyId, name, profile, state } = incident;
  const { alertmanager } = profile;
  const known = notesOf(incident);
  const { silenced = [] } = state;
  const asked = [...new Set([...Object.keys(state.firing), ...silenced])].flatMap(
    (fingerprint) => known.get(fingerprint) ?? [],
  );
  if (alertmanager === undefined || asked.length === 0) return;
  const until = new Date(Date.now() + silenceLasts).toISOString();
  const alerts = asked.map(({ fingerprint, name }) => ({ fingerprint, name }));
  try {
    const seen = await abandonable(() =>
      at(profile.pool).keepSilent({ alertmanager, keyId, incident: name, alerts, until }),
    );
    const now = new Set([...silenced, ...seen.silenced]);
    if (now.size > silenced.length) {
      const left = Math.max(0, seen.fires.length - mostSilences);
      const all = alerts.filter(({ fingerprint }) => now.has(fingerprint));
      incident.announce({ kind: 'silenced', alerts: all, left });
    }
    hear(incident, seen.fires, absent);
  } catch (error) {
    if (isCancellation(error)) throw error;
    sayOnce(incident, reason(error));
  }
}

/** What the gateway is not told of alerts that are silenced. Only what is missing twice counts as resolved: after its restart an Alertmanager knows nothing for a while. */
function hear(
  incident: Incident,
  fires: readonly { fingerprint: string; startsAt: string }[],
  absent: Set<string>,
): void {
  const { state } = incident;
  const known = notesOf(incident);
  const startOf = new Map(fires.map(({ fingerprint, startsAt }) => [fingerprint, startsAt]));
  const heard: Alert[] = [];
  for (const fingerprint of state.silenced ?? []) {
    const note = known.get(fingerprint);
    const startsAt = startOf.get(fingerprint);
    const before = Object.hasOwn(state.firing, fingerprint) ? state.firing[fingerprint] : undefined;
    if (!note) continue;
    if (startsAt !== undefined) {
      absent.delete(fingerprint);
      if (Date.parse(startsAt) > Date.parse(note.startsAt)) heard.push(alertOf(note, 'firing', startsAt));
    } else if (before !== undefined && absent.has(fingerprint)) {
      heard.push(alertOf(note, 'resolved', before));
    } else absent.add(fingerprint);
  }
  if (heard.length > 0) receiveAlerts(incident, { alerts: heard, door });
}

function alertOf(note: AlertNote, status: Alert['status'], startsAt: string): Alert {
  const { fingerprint, name, summary } = note;
  return { fingerprint, name, summary, status, startsAt, labels: {}, annotations: {} };
}

/** The last word on each alert of the incident, by fingerprint. */
function notesOf({ timeline }: Incident): Map<string, AlertNote> {
  const notes = timeline.flatMap(({ fact }) =>
    fact.kind === 'alerts' ? [...fact.firing, ...fact.resolved] : [],
  );
  return new Map(notes.map((note) => [note.fingerprint, note]));
}

function sayOnce(incident: Incident, because: string): void {
  const last = incident.timeline.findLast(
    ({ fact }) => fact.kind === 'silenced' || fact.kind === 'not silenced',
  );
  if (last?.fact.kind === 'not silenced' && last.fact.because === because) return;
  incident.announce({ kind: 'not silenced', because });
}
