import type { Client } from '@temporalio/client';
import type { Catalogue } from '../../../systems/catalogue.ts';
import { readDedupKey } from '../../../workflows/contract/pager-duty.ts';
import { alertOf, incidentAlerts, readPagerDuty } from '../../alerts/pager-duty.ts';
import type { Arrived, HookPlace, Reading } from '../hooks.ts';
import { messageOf } from './message.ts';
import { recordMessage } from './record.ts';
import { type AskPagerDuty, askPagerDuty, type PagerDutyApi } from './rest.ts';
import { pagerDutyCheck } from './signature.ts';

export interface PagerDutyHookSettings {
  /** Of the webhook subscription; several while it is renewed. */
  secrets: readonly string[];
  /** Says whose address a user has; without it PagerDuty's users stay strangers. */
  api?: PagerDutyApi;
}

/**
 * `POST /hooks/pagerduty`: what happens to our own alerts there comes to their incidents here; incidents that others opened
 * there are alerts. What Mayday did itself comes back without a person, and is nothing new.
 */
export function pagerDutyHook(
  settings: PagerDutyHookSettings | undefined,
  open: boolean,
  parts: { client: Client; catalogue: Catalogue },
): HookPlace {
  const ask = settings?.api && askPagerDuty(settings.api);
  const check = open && !settings ? 'anyone' : pagerDutyCheck(settings?.secrets);
  return {
    path: '/hooks/pagerduty',
    methods: ['POST'],
    hook: () => ({ sender: 'pagerduty', check, read: (arrived) => read(arrived, parts, ask) }),
  };
}

async function read(
  { body, headers }: Arrived,
  parts: { client: Client; catalogue: Catalogue },
  ask: AskPagerDuty | undefined,
): Promise<Reading> {
  const found = readPagerDuty(body.toString('utf8'));
  if (!found.understood) return { notUnderstood: found.because };
  const { event } = found;
  const key = event.incident ? event.incident.incident_key : await keyBehind(event.remark?.incident, ask);
  const place = readDedupKey(key);
  if (!place) {
    if (event.incident && incidentAlerts.includes(event.type))
      return { alerts: alertOf(event, event.incident) };
    return { nothing: `${event.type} is of no incident of Mayday's.` };
  }
  const message = messageOf(event);
  if (!message || !place.workflowId) return { nothing: `${event.type} is nothing new to its incident.` };
  const { 'x-webhook-id': delivery } = headers;
  const id = `pagerduty-${typeof delivery === 'string' && delivery ? delivery : event.id}`;
  const { workflowId, keyId } = place;
  return { record: () => recordMessage(parts, { ...message, id, workflowId, keyId, user: event.user }, ask) };
}

async function keyBehind(incident: string | undefined, ask: AskPagerDuty | undefined) {
  return incident === undefined ? undefined : await ask?.incidentKey(incident);
}
