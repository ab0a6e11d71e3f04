import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Answer, type Asked, StandIn } from './stand-in.ts';

// biome-ignore lint/suspicious/noExplicitAny: JSON from outside
type Json = any;

export const hookSecret = 'canary-webhook-secret-0123456789';
/** s by which a signature may be old. */
const tolerance = 300;

/** A receiver as docs/channels.md tells people to write one: checks signature and time, and takes each event once. */
export class WebhookReceiver extends StandIn {
  readonly events: Json[] = [];
  repeated = 0;

  protected answer({ headers, body }: Asked): Answer {
    const given = /^t=(?<t>\d+),v1=(?<v1>[0-9a-f]{64})$/.exec(`${headers['mayday-signature']}`)?.groups;
    const made = createHmac('sha256', hookSecret).update(`${given?.t}.${body}`).digest();
    if (!given || !timingSafeEqual(made, Buffer.from(given.v1 ?? '', 'hex'))) return { status: 401 };
    if (Math.abs(Date.now() / 1_000 - Number(given.t)) > tolerance) return { status: 401 };
    const event = JSON.parse(body);
    if (event.id !== headers['mayday-event-id']) return { status: 400 };
    if (this.events.some(({ id }) => id === event.id)) this.repeated += 1;
    else this.events.push(event);
    return { status: 204 };
  }
}
