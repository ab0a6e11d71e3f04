import { z } from 'zod';
import type { AlertGroup } from './alert-group.ts';
import { describeIssues, parseJson } from './malformed.ts';
import { eventGroup, issueGroup, metricGroup } from './sentry-alerts.ts';
import { event, issue, metricAlert, text } from './sentry-shapes.ts';

/** What a webhook of Sentry's says. */
export type SentryRead = { group: AlertGroup } | { nothing: string } | { because: string };

/** What stands in a webhook's headers. */
export interface SentryHeaders {
  /** `Sentry-Hook-Resource`; without it the body's own data tell. */
  resource?: string;
  /** `Sentry-Hook-Timestamp` as RFC 3339. */
  sentAt: string;
}

type Reader = (json: unknown, sentAt: string) => SentryRead;

/** By resource. */
const readers: Readonly<Record<string, Reader>> = {
  event_alert: reader(z.object({ data: z.object({ event, triggered_rule: text }) }), ({ data }) => ({
    group: eventGroup(data.event, data.triggered_rule),
  })),
  error: reader(z.object({ data: z.object({ error: event }) }), ({ data }) => ({
    group: eventGroup(data.error),
  })),
  issue: reader(
    z.object({
      action: actions('created', 'unresolved', 'resolved', 'assigned', 'archived', 'ignored'),
      data: z.object({ issue }),
    }),
    ({ action, data }, sentAt) =>
      action === 'created' || action === 'unresolved' || action === 'resolved'
        ? { group: issueGroup(data.issue, action, sentAt) }
        : { nothing: `an issue that is ${action} neither fires nor is over` },
  ),
  activity_alert: reader(z.object({ data: z.object({ issue }) }), ({ data }, sentAt) => ({
    group: issueGroup(data.issue, data.issue.status === 'resolved' ? 'resolved' : 'unresolved', sentAt),
  })),
  metric_alert: reader(
    z.object({
      action: actions('critical', 'warning', 'resolved'),
      data: z.object({
        metric_alert: metricAlert,
        description_title: text,
        description_text: text,
        web_url: text,
      }),
    }),
    ({ action, data }) => ({
      group: metricGroup(data.metric_alert, {
        action,
        title: data.description_title,
        description: data.description_text,
        link: data.web_url,
      }),
    }),
  ),
  installation: () => ({ nothing: 'it tells of the integration itself' }),
  comment: () => ({ nothing: 'a comment is no alert' }),
};

/** Reads a webhook of Sentry's integration platform. An issue, its events and its end are one alert; so are the levels of a metric alert. */
export function readSentry(body: string, { resource, sentAt }: SentryHeaders): SentryRead {
  const { json, because } = parseJson(body, 'what a webhook of Sentry sends');
  if (because) return { because };
  const kind = resource ?? resourceOf(json);
  const read = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  if (read) return read(json, sentAt);
  const known = Object.keys(readers).join(', ');
  return { because: `Sentry-Hook-Resource: found ${JSON.stringify(kind)}; expected one of ${known}.` };
}

function reader<Shape extends z.ZodType>(
  shape: Shape,
  tell: (read: z.output<Shape>, sentAt: string) => SentryRead,
): Reader {
  return (json, sentAt) => {
    const read = shape.safeParse(json);
    return read.success ? tell(read.data, sentAt) : { because: describeIssues(read.error.issues, json) };
  };
}

function actions<const Known extends readonly [string, ...string[]]>(...known: Known) {
  return z.enum(known, `one of ${known.join(', ')}`);
}

function resourceOf(json: unknown): string {
  const data = Object((json as { data?: unknown } | null)?.data);
  const members = ['metric_alert', 'error', 'issue', 'installation', 'comment'];
  if (Object.hasOwn(data, 'event')) return 'event_alert';
  return members.find((member) => Object.hasOwn(data, member)) ?? 'nothing';
}
