import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { guardedLookup, refuseHost } from '../../outbound/lookup.ts';
import { refusalIn } from '../../outbound/refusal.ts';
import { unreachable } from './unreachable.ts';

/** ms from the beginning of a request until each of these; null where there is no such part. */
export interface Times {
  /** Of the name. */
  lookedUp: number | null;
  connected: number | null;
  secured: number | null;
  firstByte: number | null;
  total: number;
}

/** What came of one request. */
export interface Exchange {
  /** null where nothing answered, or not to its end. */
  status: number | null;
  /** Where it redirects to. */
  location: string | null;
  /** Of its body, as much as was asked for. */
  body: string;
  times: Times;
  /** Goes on after the address: `answers 200`, `is down: …`. */
  says: string;
  /** Nothing was sent: the address is one that Mayday asks nothing of. */
  refused?: true;
}

export interface Order {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  /** Characters of the answer to keep; the rest is read and dropped. */
  keep?: number;
  /** ms for all of it. */
  patience: number;
  cancelled: AbortSignal;
}

/** One request on a connection of its own; follows no redirect and never throws. */
export async function exchange(url: URL, order: Order): Promise<Exchange> {
  const { method = 'GET', headers = {}, body, keep = 0, patience, cancelled } = order;
  const started = performance.now();
  const times: Times = { lookedUp: null, connected: null, secured: null, firstByte: null, total: 0 };
  const passed = () => Math.round(performance.now() - started);
  const late = AbortSignal.timeout(patience);
  const make = url.protocol === 'https:' ? httpsRequest : httpRequest;
  try {
    refuseHost(url.hostname);
    const outgoing = make(url, {
      method,
      agent: false,
      lookup: guardedLookup,
      headers: { accept: '*/*', 'user-agent': 'mayday', ...headers },
      signal: AbortSignal.any([late, cancelled]),
    });
    keepTimes(outgoing, times, passed);
    const response = await answerTo(outgoing, body);
    times.firstByte = passed();
    const text = await beginning(response, keep);
    const { statusCode = 0, headers: answered } = response;
    times.total = passed();
    const says = `answers ${statusCode}`;
    return { status: statusCode, location: answered.location ?? null, body: text, times, says };
  } catch (error) {
    times.total = passed();
    const says = late.aborted ? `did not answer within ${patience / 1_000} s` : unreachable(error);
    return {
      status: null,
      location: null,
      body: '',
      times,
      says,
      ...(refusalIn(error) ? { refused: true } : {}),
    };
  }
}

function keepTimes(outgoing: ClientRequest, times: Times, passed: () => number): void {
  outgoing.once('socket', (socket) => {
    socket.once('lookup', () => {
      times.lookedUp = passed();
    });
    socket.once('connect', () => {
      times.connected = passed();
    });
    socket.once('secureConnect', () => {
      times.secured = passed();
    });
  });
}

function answerTo(outgoing: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  outgoing.once('response', resolve);
  outgoing.on('error', reject);
  outgoing.end(body);
  return promise;
}

async function beginning(response: IncomingMessage, keep: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response) {
    if (text.length < keep) text += decoder.decode(chunk, { stream: true });
  }
  return text.slice(0, keep);
}
