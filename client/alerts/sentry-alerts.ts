import type { z } from 'zod';
import type { Alert } from '../../workflows/contract/input.ts';
import { type AlertGroup, calledBy } from './alert-group.ts';
import { withoutUser } from './links.ts';
import type { event, issue, metricAlert } from './sentry-shapes.ts';

const mostTags = 30;

/** An issue that begins, comes back or ends. */
export function issueGroup(
  found: z.output<typeof issue>,
  action: 'created' | 'unresolved' | 'resolved',
  sentAt: string,
): AlertGroup {
  const { culprit, level, project, shortId, firstSeen, lastSeen } = found;
  const ended = lastSeen > sentAt ? lastSeen : sentAt;
  return one({
    fingerprint: `sentry-issue-${found.id}`,
    status: action === 'resolved' ? 'resolved' : 'firing',
    name: found.title,
    summary: culprit ? `${found.title} (${culprit})` : found.title,
    labels: texts({ level, project: project?.slug, issue: shortId }),
    // It ends what its events began, and those are later than the issue.
    startsAt: action === 'resolved' ? ended : action === 'created' ? firstSeen : lastSeen,
    link: found.web_url ?? found.permalink,
  });
}

/** An event that an alert rule, or the stream of errors, sent: its issue fires (again). */
export function eventGroup(found: z.output<typeof event>, rule?: string | null): AlertGroup {
  const { culprit, level, environment, tags } = found;
  const project = /\/projects\/[^/]+\/([^/]+)\//.exec(found.url ?? '')?.[1];
  const labels = texts({ level, project, environment, rule });
  return one({
    fingerprint: `sentry-issue-${found.issue_id}`,
    status: 'firing',
    name: found.title,
    summary: culprit ? `${found.title} (${culprit})` : found.title,
    labels: { ...labels, ...texts(Object.fromEntries(tags.slice(0, mostTags))), ...labels },
    startsAt: found.datetime,
    link: found.web_url,
  });
}

/** What a metric alert says beside the alert. */
interface MetricMessage {
  action: 'critical' | 'warning' | 'resolved';
  title?: string | null;
  description?: string | null;
  link?: string | null;
}

/** A metric alert at a level, or over. */
export function metricGroup(
  found: z.output<typeof metricAlert>,
  { action, title, description, link }: MetricMessage,
): AlertGroup {
  const { alert_rule: rule, date_started: startsAt, projects } = found;
  const name = rule.name ?? found.title ?? `metric alert ${rule.id}`;
  const level = action === 'resolved' ? undefined : action;
  return one({
    fingerprint: `sentry-metric-${rule.id}`,
    status: action === 'resolved' ? 'resolved' : 'firing',
    name,
    summary: [title ?? name, description].filter(Boolean).join(': '),
    labels: texts({ level, project: projects[0], environment: rule.environment, rule: name }),
    startsAt,
    link,
  });
}

function one({ link, ...alert }: Omit<Alert, 'annotations'> & { link?: string | null }): AlertGroup {
  const name = calledBy(alert.name);
  const own = { alertname: name, sender: 'sentry' };
  return {
    groupKey: alert.fingerprint,
    alerts: [
      {
        ...alert,
        name,
        labels: { ...own, ...alert.labels, ...own },
        annotations: { summary: alert.summary },
        ...(link ? { generatorUrl: withoutUser(link) } : {}),
      },
    ],
    summary: alert.summary,
    truncated: 0,
  };
}

function texts(found: Record<string, string | null | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
