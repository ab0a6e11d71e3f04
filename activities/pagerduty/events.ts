import { ApplicationFailure } from '@temporalio/common';
import { reach } from '../../outbound/reach.ts';
import { notFollowed } from '../../outbound/redirects.ts';
import { refusalIn } from '../../outbound/refusal.ts';
import { retryAfterIn } from '../../outbound/retry-after.ts';
import { final, retryable } from '../../workflows/contract/failures.ts';

export const pagerDutyEvents = 'https://events.pagerduty.com';

/** ms; an activity that says several things has 10 s. */
const patience = 5_000;
/** Seconds. */
const usualWait = 15;
const longestWait = 300;

/** An event of PagerDuty's Events API, version 2. */
export interface PagerDutyEvent {
  event_action: 'trigger' | 'acknowledge' | 'resolve';
  dedup_key: string;
  /** Of a trigger. */
  payload?: {
    summary: string;
    source: string;
    severity: 'critical' | 'error' | 'warning' | 'info';
    /** RFC 3339 */
    timestamp: string;
    component?: string;
    group?: string;
    class?: string;
    custom_details?: Record<string, string>;
  };
  links?: { href: string; text: string }[];
  client?: string;
}

/** Where events go. */
export interface EventsPlace {
  /** Of the service's integration; asked at each event, so that it can be renewed. @throws like `Resolve` */
  routingKey: () => string;
  /** Base of the Events API. */
  url: () => string;
}

/**
 * Sends one event; the same one again changes nothing while its alert is open.
 * @throws ApplicationFailure `RateLimited` with the time to wait, `TargetUnreachable`, or a final one where PagerDuty will never take it
 */
export async function sendEvent({ routingKey, url }: EventsPlace, event: PagerDutyEvent): Promise<void> {
  const key = routingKey();
  const response = await reach(`${url().replace(/\/+$/, '')}/v2/enqueue`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ routing_key: key, ...event }),
    signal: AbortSignal.timeout(patience),
  }).catch((error: unknown) => {
    const refusal = refusalIn(error);
    throw refusal ? wrongAddress(`is not asked: ${refusal}`) : unreachable(causeOf(error));
  });
  if (response.ok) return void (await response.body?.cancel());
  const elsewhere = notFollowed(response.status, response.headers.get('location'), new URL(response.url));
  const said = await response.text().catch(() => '');
  if (elsewhere) throw wrongAddress(elsewhere);
  throw refusal(response, said.replaceAll(key, '***'));
}

function refusal({ status, headers }: Response, body: string): ApplicationFailure {
  if (status === 429) {
    const asked = (retryAfterIn(headers.get('retry-after')) ?? usualWait * 1_000) / 1_000;
    const seconds = Math.min(Math.ceil(asked), longestWait);
    return ApplicationFailure.create({
      message: `PagerDuty asks to wait for ${seconds} s.`,
      type: retryable.rateLimited,
      nextRetryDelay: seconds * 1_000,
    });
  }
  if (status === 408 || status >= 500) return unreachable(`it answers ${status}`);
  const why = complaintIn(body);
  if (status === 400 && !/routing.?key|integration/i.test(why)) {
    const says = `PagerDuty refuses an event of Mayday (${why}): please report it.`;
    return ApplicationFailure.nonRetryable(says, final.invalidInput);
  }
  const says = `PagerDuty refuses the routing key (${status}${why ? `: ${why}` : ''}): set it to the integration key of an "Events API V2" integration.`;
  return ApplicationFailure.nonRetryable(says, final.notAuthorised);
}

function complaintIn(body: string): string {
  try {
    const { message, errors } = JSON.parse(body) as Record<string, unknown>;
    const all = [message, ...(Array.isArray(errors) ? errors : [])];
    return all
      .filter((each) => typeof each === 'string')
      .join(': ')
      .slice(0, 300);
  } catch {
    return body.replace(/\s+/g, ' ').slice(0, 100).trim();
  }
}

function wrongAddress(why: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`PagerDuty ${why}.`, final.invalidInput);
}

function unreachable(why: string): ApplicationFailure {
  return ApplicationFailure.retryable(`PagerDuty cannot be reached: ${why}.`, retryable.targetUnreachable);
}

/** Without the words of fetch, which may repeat an address. */
function causeOf(error: unknown): string {
  if ((error as Error).name === 'TimeoutError') return `no answer within ${patience / 1_000} s`;
  const { code } = ((error as Error).cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'no answer';
}
