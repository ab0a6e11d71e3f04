import { secretList, text, url } from './schemas.ts';
import { settings } from './setting.ts';

/** PagerDuty: who is on call, its webhooks, and the gateway's own page. */
export const pagerDuty = settings({
  MAYDAY_PAGERDUTY_ROUTING_KEY: {
    readBy: ['gateway'],
    kind: 'secret',
    schema: text
      .regex(/^\w{16,64}$/, 'write the integration key of an "Events API V2" integration')
      .optional(),
    what: 'the integration key of an "Events API V2" integration: on-call is paged when Temporal stays away for a minute',
  },
  MAYDAY_PAGERDUTY_EVENTS_URL: {
    readBy: ['gateway'],
    kind: 'URL',
    schema: url('https://events.eu.pagerduty.com').default('https://events.pagerduty.com'),
    otherwise: '`https://events.pagerduty.com`',
    what: 'base of the Events API, e.g. `https://events.eu.pagerduty.com`',
  },
  MAYDAY_PAGERDUTY_TOKEN: {
    readBy: ['worker', 'gateway'],
    kind: 'secret',
    schema: text.regex(/^[\x21-\x7e]+$/, 'write a REST API key, in one line and without blanks').optional(),
    what: 'a REST API key, read-only, for [who is on call](#on-call-from-pagerduty)',
  },
  MAYDAY_PAGERDUTY_URL: {
    readBy: ['worker', 'gateway'],
    kind: 'URL',
    schema: url('https://api.eu.pagerduty.com').default('https://api.pagerduty.com'),
    otherwise: '`https://api.pagerduty.com`',
    what: 'base of the REST API, e.g. `https://api.eu.pagerduty.com`',
  },
  MAYDAY_PAGERDUTY_WEBHOOK_SECRET: {
    readBy: ['gateway'],
    kind: 'secrets',
    schema: secretList(),
    what: "the secret of PagerDuty's webhooks; with `MAYDAY_PAGERDUTY_TOKEN` its users are known by their addresses",
    docs: 'paging.md',
  },
});
