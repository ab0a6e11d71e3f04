import { setTimeout as delay } from 'node:timers/promises';
import { reach } from '../../outbound/reach.ts';
import { notFollowed } from '../../outbound/redirects.ts';
import { refusalIn } from '../../outbound/refusal.ts';
import { retryAfterIn } from '../../outbound/retry-after.ts';
import { failureOf } from './failures.ts';

/** How a page is asked. */
export interface Way {
  /** What people may see of it, as in `status page publicPage (https://api.statuspage.io)`. */
  shown: string;
  authorization: string;
  /** Takes its secrets out of a text. */
  mask(text: string): string;
}

/** ms */
const patience = 8_000;
const gap = 1_000;
const pause = 60_000;

/** Asks pages, each token once a second. */
export type Ask = (way: Way, method: 'GET' | 'POST' | 'PATCH', url: URL, body?: unknown) => Promise<unknown>;

/**
 * The JSON of an answer, null where it has none.
 * @throws ApplicationFailure `TargetUnreachable`, `RateLimited`, `NotAuthorised`, `TargetNotFound` or `InvalidInput`
 */
export function asker(): Ask {
  const free = new Map<string, number>();
  return async (way, method, url, body) => {
    const at = Math.max(Date.now(), free.get(way.authorization) ?? 0);
    free.set(way.authorization, at + gap);
    await delay(at - Date.now());
    let response: Response;
    try {
      response = await reach(url, {
        method,
        headers: {
          authorization: way.authorization,
          'content-type': 'application/json',
          'user-agent': 'mayday',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(patience),
      });
    } catch (error) {
      throw noAnswer(way, error);
    } finally {
      // What was long on its way may have arrived just now.
      free.set(way.authorization, Math.max(Date.now() + gap, free.get(way.authorization) ?? 0));
    }
    const elsewhere = notFollowed(response.status, response.headers.get('location'), url);
    if (elsewhere) throw failureOf({ trouble: 'settings', says: `The ${way.shown} ${elsewhere}.` });
    if (!response.ok) throw refusal(way, response, await response.text().catch(() => ''));
    try {
      return parsed(await response.text());
    } catch (error) {
      // What was written is written: it says so before what it says of it.
      if (method === 'GET') throw noAnswer(way, error);
      return null;
    }
  };
}

const neverSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

function noAnswer({ shown }: Way, error: unknown): Error {
  const refusal = refusalIn(error);
  if (refusal) return failureOf({ trouble: 'settings', says: `The ${shown} is not asked: ${refusal}.` });
  const { code } = ((error as Error).cause ?? {}) as { code?: unknown };
  const why = typeof code === 'string' ? code : `no answer within ${patience / 1_000} s`;
  const trouble = neverSent.includes(why) ? 'unreachable' : 'answer lost';
  return failureOf({ trouble, says: `The ${shown} cannot be reached (${why}).` });
}

function refusal({ shown, mask }: Way, { status, headers }: Response, text: string): Error {
  const said = mask(text).replace(/\s+/g, ' ').trim().slice(0, 200);
  const says = `The ${shown} answers ${status}${said ? `: ${said}` : ''}`;
  switch (status) {
    case 401:
    case 403:
      return failureOf({
        trouble: 'credentials',
        says: `${says}. Give the worker a token that may write there.`,
      });
    case 404:
      return failureOf({
        trouble: 'not found',
        says: `${says}. Look at the address and the id in the file.`,
      });
    case 420:
    case 429: {
      const retryAfter = retryAfterIn(headers.get('retry-after')) ?? pause;
      return failureOf({ trouble: 'too many requests', says: `${says}.`, retryAfter });
    }
  }
  // Whoever fails on the way may have done it.
  if (status >= 500) return failureOf({ trouble: 'answer lost', says: `${says}.` });
  return failureOf({ trouble: 'refused', says: `${says}.` });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
