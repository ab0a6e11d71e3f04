import type { Alert } from '../../workflows/contract/input.ts';
import { hashOf } from '../../workflows/contract/keys.ts';

/** Alerts that came in one message. */
export interface AlertGroup {
  /** By which the sender knows them to belong together. */
  groupKey: string;
  alerts: Alert[];
  /** The summary that all alerts of the group share. */
  summary?: string;
  /** Alerts of the group that the sender left out. */
  truncated: number;
}

export type ReadAlertGroup = { understood: true; group: AlertGroup } | { understood: false; because: string };

/** What an alert is called; an incident takes none whose name is blank. */
export function calledBy(name: string | null | undefined): string {
  return name?.trim() ? name : 'an alert without a name';
}

/** ms in which the same mistake of a sender is one alert: some try again without end. */
const sameMistake = 60 * 60_000;

/** A message of a known sender that could not be read, as an alert that people look at: it is no less urgent than the others. */
export function notUnderstood(sender: string, because: string, body: string, at: Date): AlertGroup {
  const labels = { alertname: 'MessageNotUnderstood', sender };
  const summary = `A message of ${sender} was not understood: ${because}`;
  return {
    groupKey: `not understood: ${sender}`,
    alerts: [
      {
        fingerprint: hashOf({ labels, because }).slice(0, 16),
        status: 'firing',
        name: labels.alertname,
        summary,
        labels,
        annotations: { because, body },
        startsAt: new Date(Math.floor(at.getTime() / sameMistake) * sameMistake).toISOString(),
      },
    ],
    summary,
    truncated: 0,
  };
}
