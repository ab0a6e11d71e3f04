import { z } from 'zod';
import type { AlertGroup } from './alert-group.ts';
import { withoutUser } from './links.ts';
import { describeIssues } from './malformed.ts';

const text = z.string('a text');
const reference = z.object({ id: text.nullish(), type: text.nullish(), summary: text.nullish() }).nullish();

const incident = z.object(
  {
    id: text.min(1, 'an id'),
    title: text.nullish(),
    html_url: text.nullish(),
    incident_key: text.nullish(),
    created_at: z.iso.datetime({ offset: true, error: 'an RFC 3339 time' }).nullish(),
    urgency: text.nullish(),
    service: reference,
    priority: reference,
    assignees: z.array(reference).nullish(),
  },
  'an incident as an object',
);

/** What is told about an incident, and is none itself. */
const remark = z.object({
  incident: z.object({ id: text }),
  content: text.nullish(),
  message: text.nullish(),
});

const envelope = z.object(
  {
    event: z.object(
      {
        id: text.min(1, 'an id'),
        event_type: text.min(1, 'a type, e.g. "incident.acknowledged"'),
        occurred_at: z.iso.datetime({ offset: true, error: 'an RFC 3339 time' }),
        agent: reference,
        data: z.unknown(),
      },
      'an event as an object',
    ),
  },
  'the JSON object of a V3 webhook subscription',
);

export type PagerDutyIncident = z.output<typeof incident>;

/** An event of PagerDuty's webhooks, version 3. */
export interface PagerDutyWebhook {
  id: string;
  /** e.g. `incident.acknowledged` */
  type: string;
  /** RFC 3339 */
  at: string;
  /** The user who did it; absent where it was no person: an integration (we ourselves), a time-out. */
  user?: { id: string; name: string };
  /** Absent where it is about something else. */
  incident?: PagerDutyIncident;
  /** What somebody wrote about an incident. */
  remark?: { incident: string; says: string };
}

export type ReadWebhook =
  | { understood: true; event: PagerDutyWebhook }
  | { understood: false; because: string };

/** Reads a webhook's body, tolerant to fields it does not know. */
export function readPagerDuty(body: string): ReadWebhook {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    const because = `The body is not JSON (${(error as Error).message}).`;
    return { understood: false, because };
  }
  const read = envelope.safeParse(json);
  if (!read.success) return { understood: false, because: describeIssues(read.error.issues, json) };
  const { id, event_type: type, occurred_at: at, agent, data } = read.data.event;
  const person = agent?.type?.startsWith('user') ? agent.id : undefined;
  const event: PagerDutyWebhook = {
    id,
    type,
    at,
    ...(person ? { user: { id: person, name: agent?.summary?.trim() || person } } : {}),
  };
  if (type === 'incident.annotated' || type === 'incident.status_update_published') {
    const { data: written } = remark.safeParse(data);
    const says = written?.content ?? written?.message;
    if (!written || !says) return { understood: false, because: `The data of ${type} cannot be read.` };
    return { understood: true, event: { ...event, remark: { incident: written.incident.id, says } } };
  }
  if (!/^incident\.[a-z_]+$/.test(type)) return { understood: true, event };
  const about = incident.safeParse(data);
  if (!about.success) {
    const because = `The data of ${type} cannot be read: ${describeIssues(about.error.issues, data)}`;
    return { understood: false, because };
  }
  return { understood: true, event: { ...event, incident: about.data } };
}

/** They tell of an incident's beginning and end. */
export const incidentAlerts = ['incident.triggered', 'incident.reopened', 'incident.resolved'];

/** An incident that others opened at PagerDuty, as an alert that fires or is over. */
export function alertOf(
  { at, type }: PagerDutyWebhook,
  { id, title, service, urgency, priority, created_at, html_url }: PagerDutyIncident,
): AlertGroup {
  const name = title?.trim() || `PagerDuty incident ${id}`;
  const over = type === 'incident.resolved';
  const labels = Object.fromEntries(
    Object.entries({
      alertname: name,
      sender: 'pagerduty',
      service: service?.summary,
      urgency,
      priority: priority?.summary,
    }).flatMap(([label, value]) => (value ? [[label, value]] : [])),
  );
  return {
    groupKey: `pagerduty: ${id}`,
    alerts: [
      {
        fingerprint: `pagerduty-${id}`,
        status: over ? 'resolved' : 'firing',
        name,
        summary: name,
        labels,
        annotations: {},
        startsAt: type === 'incident.reopened' ? at : (created_at ?? at),
        ...(over ? { endsAt: at } : {}),
        ...(html_url ? { generatorUrl: withoutUser(html_url) } : {}),
      },
    ],
    summary: name,
    truncated: 0,
  };
}
