import { patched } from '@temporalio/workflow';
import type { Alert } from '../contract/input.ts';
import type { AlertNote, Fact } from '../contract/timeline.ts';
import { readAlerts } from './alert-guard.ts';
import { watchFlapping } from './flapping.ts';
import type { Incident } from './incident.ts';
import { hasEnded } from './state.ts';

type Alerts = Extract<Fact, { kind: 'alerts' }>;

/** Alerts are evidence: new ones go on the timeline, repeats are counted, none of them ends an incident. */
export function receiveAlerts(incident: Incident, value: unknown): void {
  const { message, refused } = readAlerts(value);
  if (refused !== undefined) {
    if (!hasEnded(incident.state))
      incident.record({ kind: 'message refused', verb: 'alerts', because: refused });
    return;
  }
  const late: Alert[] = [];
  const fresh = message.alerts.filter((alert) => {
    const over = alert.status === 'firing' && incident.inbox.isOver(alert);
    if (!incident.inbox.isNewAlert(alert)) return false;
    if (over) late.push(alert);
    return true;
  });
  if (fresh.length === 0) return;
  const isOver = late.length > 0 && patched('what fired is over once its end was heard');
  const live = isOver ? fresh.filter((alert) => !late.includes(alert)) : fresh;
  if (hasEnded(incident.state)) {
    incident.inbox.late.push(...live.filter(({ status }) => status === 'firing'));
    return;
  }
  const fact: Alerts = {
    kind: 'alerts',
    firing: live.filter(({ status }) => status === 'firing').map(toNote),
    resolved: live.filter(({ status }) => status === 'resolved').map(toNote),
    ...(isOver ? { late: late.map(toNote) } : {}),
    repeated: message.alerts.length - fresh.length,
  };
  if (incident.state.explainedBy?.folded) {
    takeFolded(incident, live, fact);
    return;
  }
  watchFlapping(incident, () => incident.announce(fact));
  if (fact.firing.length > 0) incident.inbox.newEpisode = true;
  if (fact.resolved.length > 0 && Object.keys(incident.state.firing).length === 0)
    incident.inbox.lookAgain = true;
}

/** Alerts of an incident that another one stands for: that one hears of them, and nobody else. */
function takeFolded(incident: Incident, live: readonly Alert[], fact: Alerts): void {
  const { inbox } = incident;
  incident.record(fact);
  inbox.folded.push(fact);
  for (const alert of live) {
    if (alert.status === 'firing') inbox.stillFiring.set(alert.fingerprint, alert);
    else if (!Object.hasOwn(incident.state.firing, alert.fingerprint))
      inbox.stillFiring.delete(alert.fingerprint);
  }
}

function toNote({ fingerprint, name, summary, startsAt }: Alert): AlertNote {
  return { fingerprint, name, summary: (summary ?? '').slice(0, 300), startsAt };
}
