import type { Alert } from '../contract/input.ts';
import type { AlertNote, Fact } from '../contract/timeline.ts';
import { readAlerts } from './alert-guard.ts';
import { watchFlapping } from './flapping.ts';
import type { Incident } from './incident.ts';
import { hasEnded } from './state.ts';

/** Alerts are evidence: new ones go on the timeline, repeats are counted, none of them ends an incident. */
export function receiveAlerts(incident: Incident, value: unknown): void {
  const { message, refused } = readAlerts(value);
  if (refused !== undefined) {
    if (!hasEnded(incident.state))
      incident.record({ kind: 'message refused', verb: 'alerts', because: refused });
    return;
  }
  const fresh = message.alerts.filter((alert) => incident.inbox.isNewAlert(alert));
  if (fresh.length === 0) return;
  if (hasEnded(incident.state)) {
    incident.inbox.late.push(...fresh.filter(({ status }) => status === 'firing'));
    return;
  }
  const firing = fresh.filter((alert) => alert.status === 'firing').map(toNote);
  const resolved = fresh.filter((alert) => alert.status === 'resolved').map(toNote);
  const repeated = message.alerts.length - fresh.length;
  if (incident.state.explainedBy?.folded) {
    takeFolded(incident, fresh, { kind: 'alerts', firing, resolved, repeated });
    return;
  }
  watchFlapping(incident, () => incident.announce({ kind: 'alerts', firing, resolved, repeated }));
  if (firing.length > 0) incident.inbox.newEpisode = true;
  if (resolved.length > 0 && Object.keys(incident.state.firing).length === 0) incident.inbox.lookAgain = true;
}

/** Alerts of an incident that another one stands for: that one hears of them, and nobody else. */
function takeFolded(
  incident: Incident,
  fresh: readonly Alert[],
  fact: Extract<Fact, { kind: 'alerts' }>,
): void {
  const { inbox } = incident;
  incident.record(fact);
  inbox.folded.push(fact);
  for (const alert of fresh) {
    if (alert.status === 'firing') inbox.stillFiring.set(alert.fingerprint, alert);
    else if (!Object.hasOwn(incident.state.firing, alert.fingerprint))
      inbox.stillFiring.delete(alert.fingerprint);
  }
}

function toNote({ fingerprint, name, summary, startsAt }: Alert): AlertNote {
  return { fingerprint, name, summary: (summary ?? '').slice(0, 300), startsAt };
}
