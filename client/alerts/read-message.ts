import type { Catalogue } from '../../systems/catalogue.ts';
import { didYouMean, oneOf } from '../../systems/nearest.ts';
import { readDedupKey } from '../../workflows/contract/pager-duty.ts';
import type { AlertGroup } from './alert-group.ts';
import { readAlertmanager } from './alertmanager.ts';
import { readGeneric } from './generic.ts';
import { readGrafana } from './grafana.ts';
import { alertOf, incidentAlerts, readPagerDuty } from './pager-duty.ts';
import { readSentry } from './sentry.ts';

/** What the gateway would make of a body. */
export interface ReadMessage {
  /** As people call it. */
  sender: string;
  groups: AlertGroup[];
  /** What is wrong with the alerts that are in no group, in sentences. */
  wrong: string[];
  /** Half a sentence: why it concerns no incident. */
  nothing?: string;
}

const known = { alertmanager: 'Alertmanager', grafana: 'Grafana', sentry: 'Sentry', pagerduty: 'PagerDuty' };

type Known = keyof typeof known;

/**
 * Reads a body as the hook of `from` would: a sender that Mayday knows, or one of the catalogue. Without
 * `from`: as Sentry's or PagerDuty's if it looks so, else as Alertmanager's.
 * @throws Error with a sentence if there is no such sender
 */
export function readMessage(
  body: string,
  from: string | undefined,
  catalogue: Pick<Catalogue, 'hooks'>,
  now: Date = new Date(),
): ReadMessage {
  const sender = from ?? guess(body);
  if (Object.hasOwn(known, sender)) return readKnown(sender as Known, body, now);
  const hook = catalogue.hooks().find(({ name }) => name === sender);
  if (hook) return { sender: `the hook ${sender}`, ...readGeneric(body, hook, now) };
  const names = [...Object.keys(known), ...catalogue.hooks().map(({ name }) => name)];
  const meant = didYouMean(sender, names) || '.';
  throw new Error(`There is no sender ${JSON.stringify(sender)}${meant} Write ${oneOf(names)}.`);
}

function readKnown(name: Known, body: string, now: Date): ReadMessage {
  const sender = known[name];
  if (name === 'sentry') {
    const read = readSentry(body, { sentAt: now.toISOString() });
    if ('nothing' in read) return { sender, groups: [], wrong: [], nothing: read.nothing };
    return 'group' in read
      ? { sender, groups: [read.group], wrong: [] }
      : { sender, groups: [], wrong: [read.because] };
  }
  if (name === 'pagerduty') return { sender, ...readIncident(body) };
  const read = name === 'grafana' ? readGrafana(body) : readAlertmanager(body);
  return read.understood
    ? { sender, groups: [read.group], wrong: [] }
    : { sender, groups: [], wrong: [read.because] };
}

/** Of its incidents only those that others opened are alerts; the hook tells ours by the key that we gave them. */
function readIncident(body: string): Omit<ReadMessage, 'sender'> {
  const read = readPagerDuty(body);
  if (!read.understood) return { groups: [], wrong: [read.because] };
  const { event } = read;
  const own = readDedupKey(event.incident?.incident_key) !== undefined;
  if (event.incident && incidentAlerts.includes(event.type) && !own)
    return { groups: [alertOf(event, event.incident)], wrong: [] };
  const nothing = own ? `${event.type} is for an incident that is open already` : `${event.type} is no alert`;
  return { groups: [], wrong: [], nothing };
}

function guess(body: string): Known {
  try {
    const json = Object(JSON.parse(body));
    if (Object.hasOwn(json, 'groupKey')) return 'alertmanager';
    if (Object.hasOwn(Object(json.event), 'event_type')) return 'pagerduty';
    return Object.hasOwn(json, 'action') && Object.hasOwn(json, 'data') ? 'sentry' : 'alertmanager';
  } catch {
    return 'alertmanager';
  }
}
