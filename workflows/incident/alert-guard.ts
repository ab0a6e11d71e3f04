import type { Alert } from '../contract/input.ts';
import type { AlertsMessage } from '../contract/messages.ts';
import { longest, type Read, text, unreadable } from './guards.ts';

/** Reads what a gateway sends, or says what is wrong with it. */
export function readAlerts(value: unknown): Read<AlertsMessage> {
  const refused = unreadable(value);
  if (refused) return { refused };
  const { alerts, door } = value as Record<string, unknown>;
  if (!Array.isArray(alerts)) return { refused: 'give the alerts as a list: "alerts": [...]' };
  const read: Alert[] = [];
  for (const [i, value] of alerts.entries()) {
    const alert = readAlert(value);
    if (!alert)
      return { refused: `alert ${i + 1} of ${alerts.length} lacks fingerprint, status, name or startsAt` };
    read.push(alert);
  }
  return { message: { alerts: read, door: text(door) ?? 'unknown sender' } };
}

function readAlert(value: unknown): Alert | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const alert = value as Record<string, unknown>;
  const [fingerprint, name, startsAt] = [text(alert.fingerprint), text(alert.name), text(alert.startsAt)];
  const { status } = alert;
  if (!fingerprint || !name || !startsAt || (status !== 'firing' && status !== 'resolved')) return undefined;
  return {
    fingerprint,
    status,
    name,
    summary: text(alert.summary) ?? '',
    labels: texts(alert.labels),
    annotations: texts(alert.annotations),
    startsAt,
    endsAt: text(alert.endsAt),
    generatorUrl: text(alert.generatorUrl),
  };
}

function texts(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  const members = Object.entries(value).map(
    ([name, member]) => [name.slice(0, longest), text(member)] as const,
  );
  return Object.fromEntries(members.filter((member): member is [string, string] => member[1] !== undefined));
}
