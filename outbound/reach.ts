import type { LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher, fetch as fetchByUndici } from 'undici';
import { guardedLookup, refuseHost } from './lookup.ts';
import { mayFollow, redirectOf } from './redirects.ts';

/** Connects to nothing that `lookup.ts` refuses; looks names up by a guarded look-up. */
export function guardedAgent(lookup: LookupFunction): Dispatcher {
  // A connection of HTTP/2 outlives the time-outs of what is asked over it: each retry would meet the same dead one.
  const connect = buildConnector({ lookup, allowH2: false });
  return new Agent({
    allowH2: false,
    connect(options, done) {
      try {
        refuseHost(options.hostname);
      } catch (error) {
        return done(error as Error, null);
      }
      connect(options, done);
    },
  });
}

/** The one of this process. */
export const guarded = guardedAgent(guardedLookup);

type Init = Pick<RequestInit, 'method' | 'headers' | 'body' | 'signal'>;

/**
 * `fetch` that asks no address of the link or of a cloud's own service, and follows no redirect: a 3xx is the answer.
 * @throws TypeError as `fetch` does, with `AddressRefused` as its cause
 */
export async function reach(url: URL | string, init: Init = {}): Promise<Response> {
  const order = { ...init, ...(await plainBody(init)), redirect: 'manual', dispatcher: guarded };
  return (await fetchByUndici(url, order as Parameters<typeof fetchByUndici>[1])) as unknown as Response;
}

/** The same for a question that changes nothing, along redirects that stay within the host; what leaves it is the answer. */
export async function reachWithin(
  url: URL,
  init: Omit<Init, 'method' | 'body'>,
  mostRedirects: number,
): Promise<{ response: Response; at: URL } | 'too many'> {
  let at = url;
  for (let hops = 0; hops <= mostRedirects; hops += 1) {
    const response = await reach(at, init);
    const next = redirectOf(response.status, response.headers.get('location'), at);
    if (next === undefined || next === 'no URL' || !mayFollow(at, next)) return { response, at };
    await response.body?.cancel();
    at = next;
  }
  return 'too many';
}

/** A form of Node's own is no form to undici: it becomes the bytes that it would be sent as. */
async function plainBody({ body, headers }: Init): Promise<Init> {
  if (!(body instanceof FormData)) return {};
  const encoded = new Response(body);
  const type = encoded.headers.get('content-type') ?? '';
  return {
    body: await encoded.arrayBuffer(),
    headers: { ...Object.fromEntries(new Headers(headers)), 'content-type': type },
  };
}
