import type { AlertNote } from './timeline.ts';

/** How often an alert may change between firing and resolved before it flaps. */
export interface FlappingRule {
  changes: number;
  /** ms in which they count; as long without a change, and it is calm again. */
  within: number;
}

/** What an incident remembers of its alerts beside that they fire and resolve. */
export type AlertFact =
  /** An alert has begun to flap. */
  | { kind: 'flapping'; fingerprint: string; alert: string; changes: number; within: number }
  /** It would have ended by itself; `until` (RFC 3339) at least, since these flap. */
  | { kind: 'held open'; alerts: string[]; until: string }
  /** Another incident explains this one; `folded`: it stands for it, and nobody is reached by this one. */
  | { kind: 'explained'; by: string; runbook: string; workflowId: string; folded: boolean }
  /** This incident explains another one, whose alerts are its evidence. */
  | {
      kind: 'explains';
      incident: string;
      runbook: string;
      workflowId: string;
      firing: AlertNote[];
      resolved: AlertNote[];
    };

export function alertSentence(fact: AlertFact): string {
  switch (fact.kind) {
    case 'flapping':
      return `Flapping: ${fact.alert} has changed ${fact.changes} times within ${minutes(fact.within)}; the incident does not end by itself before it has been calm for ${minutes(fact.within)}`;
    case 'held open':
      return `It would be over, but ${fact.alerts.join(', ')} flaps: held open until ${fact.until.slice(11, 16)} UTC at least. "mayday resolve" ends it now`;
    case 'explained': {
      const by = `Explained by ${fact.by} (${fact.runbook})`;
      return fact.folded
        ? `${by}, which is open: nobody is reached and nothing proposed here; its alerts are evidence there`
        : `${by}: look there first; what is proposed here waits for people`;
    }
    case 'explains':
      return [
        `Explains ${fact.incident} (${fact.runbook})`,
        ...(fact.firing.length > 0 ? [`firing: ${alertNames(fact.firing)}`] : []),
        ...(fact.resolved.length > 0 ? [`resolved at the sender: ${alertNames(fact.resolved)}`] : []),
      ].join('; ');
  }
}

function minutes(ms: number): string {
  return `${Math.round(ms / 60_000)} min`;
}

/** Names of alerts, for a sentence. */
export function alertNames(alerts: AlertNote[]): string {
  const shown = alerts
    .slice(0, 3)
    .map((alert) => (alert.summary ? `${alert.name} (${alert.summary})` : alert.name));
  return alerts.length > 3 ? `${shown.join(', ')} and ${alerts.length - 3} more` : shown.join(', ');
}
