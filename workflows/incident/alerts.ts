import type { Alert } from '../contract/input.ts';
import type { AlertNote } from '../contract/timeline.ts';
import { readAlerts } from './alert-guard.ts';
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
  incident.announce({ kind: 'alerts', firing, resolved, repeated: message.alerts.length - fresh.length });
  if (firing.length > 0) incident.inbox.newEpisode = true;
  if (resolved.length > 0 && Object.keys(incident.state.firing).length === 0) incident.inbox.lookAgain = true;
}

function toNote({ fingerprint, name, summary, startsAt }: Alert): AlertNote {
  return { fingerprint, name, summary: (summary ?? '').slice(0, 300), startsAt };
}
