import { createHmac, randomUUID } from 'node:crypto';

export const webhookSecrets = ['the new webhook secret', 'the old webhook secret'];

interface Told {
  /** The `dedup_key` of the alert behind it. */
  key?: string;
  id?: string;
  title?: string;
  /** A user; null = an integration did it, as with our own events. */
  user?: string | null;
  /** More of the incident. */
  more?: object;
}

/** The body of a version 3 webhook about an incident, as PagerDuty documents it. */
export function webhookBody(
  type: string,
  { key, id = 'PT4KHLK', title = 'x', user = 'PTUXL6G', more }: Told,
) {
  const agent = user
    ? {
        id: user,
        type: 'user_reference',
        summary: 'Tenex Engineer',
        self: `https://api.pagerduty.com/users/${user}`,
      }
    : { id: 'PKRF6IY', type: 'inbound_integration_reference', summary: 'Events API V2' };
  return JSON.stringify({
    event: {
      id: randomUUID(),
      event_type: type,
      resource_type: 'incident',
      occurred_at: '2026-01-31T03:20:00.123Z',
      agent,
      client: null,
      data: {
        id,
        type: 'incident',
        self: `https://api.pagerduty.com/incidents/${id}`,
        html_url: `https://acme.pagerduty.com/incidents/${id}`,
        number: 2,
        status: type.slice(9),
        incident_key: key ?? 'd3640fbd41094207a1c11e58e46b1662',
        created_at: '2026-01-31T03:12:00Z',
        title,
        service: { id: 'PF9KMXH', type: 'service_reference', summary: 'Shop API' },
        assignees: [{ id: 'PTUXL6G', type: 'user_reference', summary: 'Second Engineer' }],
        escalation_policy: { id: 'PUS0KTE', type: 'escalation_policy_reference', summary: 'Default' },
        teams: [],
        priority: { id: 'PSO75BM', type: 'priority_reference', summary: 'P1' },
        urgency: 'high',
        conference_bridge: null,
        resolve_reason: null,
        ...more,
      },
    },
  });
}

/** What PagerDuty sends beside a body; its own signatures by both secrets while one is renewed. */
export function webhookHeaders(body: string, secrets = webhookSecrets, delivery: string = randomUUID()) {
  const signatures = secrets.map((secret) => `v1=${createHmac('sha256', secret).update(body).digest('hex')}`);
  return {
    'content-type': 'application/json',
    'user-agent': 'PagerDuty-Webhook/V3.0',
    'x-pagerduty-signature': signatures.join(','),
    'x-webhook-id': delivery,
    'x-webhook-subscription': 'PZ6C9IX',
  };
}
