import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

// biome-ignore lint/suspicious/noExplicitAny: JSON from outside
type Json = any;

/** An alert of the service, by its `dedup_key`. */
export interface PagerDutyAlert {
  status: 'triggered' | 'acknowledged' | 'resolved';
  /** As it was triggered last. */
  event: Json;
  /** How often it has woken somebody. */
  woken: number;
}

export const routingKey = 'R0123456789abcdefghij0123456789a';

/** An Events API, version 2, that keeps to the documented contract and refuses what PagerDuty refuses. */
export class PagerDutyStandIn {
  readonly alerts = new Map<string, PagerDutyAlert>();
  /** Every event that was carried out. */
  readonly events: Json[] = [];
  /** How often it was called at all. */
  calls = 0;
  /** ms until it answers. */
  slow = 0;
  /** Answers nothing: connections are cut. */
  down = false;
  private readonly next: ('drop' | { status: number; retryAfter?: string; body?: string })[] = [];
  private readonly server = createServer((request, response) => void this.receive(request, response));

  static async start(): Promise<PagerDutyStandIn> {
    const standIn = new PagerDutyStandIn();
    standIn.server.listen(0, '127.0.0.1');
    await once(standIn.server, 'listening');
    return standIn;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next events are answered so, and not carried out. */
  answer(status: number, retryAfter?: string, times = 1): void {
    for (let i = 0; i < times; i += 1) this.next.push({ status, ...(retryAfter ? { retryAfter } : {}) });
  }

  /** The next event is carried out, and its answer lost. */
  dropAnswer(): void {
    this.next.push('drop');
  }

  forget(): void {
    this.alerts.clear();
    this.events.length = 0;
    this.down = false;
  }

  /** Alerts whose summary or key has this in it. */
  of(text: string): PagerDutyAlert[] {
    return [...this.alerts].flatMap(([key, alert]) =>
      key.includes(text) || alert.event.payload?.summary.includes(text) ? alert : [],
    );
  }

  get open(): PagerDutyAlert[] {
    return [...this.alerts.values()].filter(({ status }) => status !== 'resolved');
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.calls += 1;
    let body = '';
    for await (const chunk of request) body += chunk;
    await delay(this.slow);
    if (this.down) return void request.socket.destroy();
    const fault = this.next.shift();
    if (fault && fault !== 'drop') {
      response.writeHead(fault.status, fault.retryAfter ? { 'retry-after': fault.retryAfter } : {}).end('{}');
      return;
    }
    const { status, answer } = this.take(request, body);
    if (fault === 'drop') return void request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  private take({ method, url }: IncomingMessage, body: string): { status: number; answer: Json } {
    if (method !== 'POST' || url !== '/v2/enqueue') return { status: 404, answer: {} };
    if (Buffer.byteLength(body) > 512 * 1024) return { status: 413, answer: {} };
    const event = readJson(body);
    const errors = complaints(event);
    if (errors.length > 0) {
      return {
        status: 400,
        answer: { status: 'invalid event', message: 'Event object is invalid', errors },
      };
    }
    this.carryOut(event);
    return {
      status: 202,
      answer: { status: 'success', message: 'Event processed', dedup_key: event.dedup_key },
    };
  }

  private carryOut(event: Json): void {
    this.events.push(event);
    const known = this.alerts.get(event.dedup_key);
    const open = known && known.status !== 'resolved';
    if (event.event_action === 'trigger') {
      // A trigger of an alert that is open is appended to it, and wakes nobody.
      const woken = (known?.woken ?? 0) + (open ? 0 : 1);
      this.alerts.set(event.dedup_key, { status: open ? known.status : 'triggered', event, woken });
    } else if (known && open) {
      known.status = event.event_action === 'resolve' ? 'resolved' : 'acknowledged';
    }
  }
}

function readJson(body: string): Json {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function complaints(event: Json): string[] {
  if (typeof event !== 'object' || event === null) return ['JSON is malformed'];
  const { routing_key, event_action, dedup_key, payload, links } = event;
  const wrong: string[] = [];
  if (routing_key !== routingKey) wrong.push('Invalid routing key');
  if (!['trigger', 'acknowledge', 'resolve'].includes(event_action)) wrong.push("'event_action' is invalid");
  if (dedup_key !== undefined && (typeof dedup_key !== 'string' || dedup_key.length > 255)) {
    wrong.push("'dedup_key' is too long");
  }
  if (event_action !== 'trigger') return dedup_key ? wrong : [...wrong, "'dedup_key' is missing"];
  if (!payload?.summary || payload.summary.length > 1_024) wrong.push("'payload.summary' is missing or long");
  if (!payload?.source) wrong.push("'payload.source' is missing or blank");
  if (!['critical', 'error', 'warning', 'info'].includes(payload?.severity)) {
    wrong.push("'payload.severity' is invalid");
  }
  if (payload?.timestamp && Number.isNaN(Date.parse(payload.timestamp)))
    wrong.push("'payload.timestamp' is invalid");
  if (links?.some((link: Json) => !/^https?:/.test(link.href))) wrong.push("'links' is invalid");
  return wrong;
}
