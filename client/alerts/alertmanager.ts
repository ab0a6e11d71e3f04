import { z } from 'zod';
import type { Alert } from '../../workflows/contract/input.ts';
import { hashOf } from '../../workflows/contract/keys.ts';
import { type AlertGroup, calledBy, type ReadAlertGroup } from './alert-group.ts';
import { withoutUser } from './links.ts';
import { describeIssues, parseJson } from './malformed.ts';

const texts = z
  .record(z.string(), z.string('a text'), 'an object of texts')
  .nullish()
  .transform((found) => found ?? {});
const instant = z.iso.datetime({ offset: true, error: 'an RFC 3339 time, e.g. "2026-11-21T10:21:06Z"' });

export const alert = z.object(
  {
    status: z.enum(['firing', 'resolved'], '"firing" or "resolved"'),
    labels: texts,
    annotations: texts,
    startsAt: instant,
    endsAt: z.string('an RFC 3339 time').nullish(),
    generatorURL: z.string('a text').nullish(),
    fingerprint: z.string('a text').nullish(),
  },
  'an alert as an object',
);

export const message = z.object(
  {
    groupKey: z.string('the text by which Alertmanager knows the group').min(1, 'a text that is not empty'),
    alerts: z.array(alert, 'a list of alerts'),
    commonAnnotations: texts,
    truncatedAlerts: z.number('a number').nullish(),
  },
  "the JSON object of Alertmanager's webhook",
);

/** Reads a webhook's body, tolerant to fields it does not know; says which field is wrong and what it should be. */
export function readAlertmanager(body: string): ReadAlertGroup {
  const { json, because } = parseJson(body, 'what a webhook_config of Alertmanager sends');
  if (because) return { understood: false, because };
  const read = message.safeParse(json);
  if (!read.success) return { understood: false, because: describeIssues(read.error.issues, json) };
  return { understood: true, group: groupOf(read.data, read.data.alerts.map(toAlert)) };
}

export function groupOf(
  { groupKey, commonAnnotations, truncatedAlerts }: Omit<z.output<typeof message>, 'alerts'>,
  alerts: Alert[],
): AlertGroup {
  return {
    groupKey,
    alerts,
    summary: commonAnnotations.summary || undefined,
    truncated: truncatedAlerts ?? 0,
  };
}

export function toAlert({
  status,
  labels,
  annotations,
  startsAt,
  endsAt,
  generatorURL,
  fingerprint,
}: z.output<typeof alert>): Alert {
  return {
    fingerprint: fingerprint?.trim() ? fingerprint : hashOf(labels).slice(0, 16),
    status,
    name: calledBy(labels.alertname),
    summary: annotations.summary || annotations.description || annotations.message || '',
    labels,
    annotations,
    startsAt,
    // While an alert fires, Go's zero time stands here.
    ...(endsAt && !endsAt.startsWith('0001-') ? { endsAt } : {}),
    ...(generatorURL ? { generatorUrl: withoutUser(generatorURL) } : {}),
  };
}
