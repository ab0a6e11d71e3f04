import { reach } from '../../outbound/reach.ts';
import { refusalIn } from '../../outbound/refusal.ts';
import { retryAfterIn } from '../../outbound/retry-after.ts';
import { apiHeaders, nextPage } from '../outside/git-hub-api.ts';
import { failureOf } from './failures.ts';

/** ms, where GitHub says no time: a minute, as its documents ask for. */
const usualWait = 60_000;

/** A repository's issues, asked with a token. */
export interface Issues {
  /** `github.com/owner/name`, for people. */
  shown: string;
  token: string;
  /** Of one whole conversation. */
  signal: AbortSignal;
}

/**
 * One question to GitHub's REST API.
 * @throws ApplicationFailure of the type that `failures.ts` gives to what went wrong
 */
export async function ask(
  issues: Issues,
  method: 'GET' | 'POST' | 'PATCH',
  url: URL,
  body?: unknown,
): Promise<{ json: unknown; next: URL | undefined }> {
  try {
    const response = await reach(url, {
      method,
      headers: { ...apiHeaders(issues.token), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: issues.signal,
    });
    const text = await response.text();
    if (!response.ok) throw refusal(issues, response, text);
    return { json: JSON.parse(text), next: nextPage(response, url) };
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw failureOf({ trouble: 'settings', says: `What answers at ${issues.shown} is no GitHub.` });
    }
    const refusal = refusalIn(error);
    if (refusal) throw failureOf({ trouble: 'settings', says: `${issues.shown} is not asked: ${refusal}.` });
    if (error instanceof TypeError || (error as Error).name === 'TimeoutError') {
      const { code } = ((error as Error).cause ?? {}) as { code?: unknown };
      const why = typeof code === 'string' ? code : 'no answer in time';
      throw failureOf({ trouble: 'unreachable', says: `${issues.shown} cannot be reached (${why}).` });
    }
    throw error;
  }
}

function refusal({ shown, token }: Issues, { status, headers }: Response, text: string): Error {
  const why = messageIn(text).replaceAll(token, '***').replace(/\s+/g, ' ').slice(0, 200);
  const says = `${shown} answers ${status}${why ? `: ${why}` : ''}`;
  const exhausted = headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after');
  if (status === 429 || (status === 403 && (exhausted || /secondary rate limit/i.test(why)))) {
    return failureOf({ trouble: 'too many requests', says: `${says}.`, retryAfter: waitAskedFor(headers) });
  }
  if (status >= 300 && status < 400) {
    return failureOf({
      trouble: 'settings',
      says: `${says}. It has moved: write its name of today in the file.`,
    });
  }
  switch (status) {
    case 401:
      return failureOf({
        trouble: 'credentials',
        says: `${says}. It does not know our token: make a new one.`,
      });
    case 403:
      return failureOf({ trouble: 'credentials', says: `${says}. Give our token "Issues: read and write".` });
    case 404:
      return failureOf({
        trouble: 'not found',
        says: `${says}. There is no such repository, or our token may not see it.`,
      });
    case 410:
      return failureOf({ trouble: 'not found', says: `${says}. Turn on the issues of the repository.` });
  }
  if (status >= 500) return failureOf({ trouble: 'unreachable', says: `${says}.` });
  return failureOf({ trouble: 'refused', says: `${says}.` });
}

/** ms */
function waitAskedFor(headers: Headers): number {
  const asked = retryAfterIn(headers.get('retry-after'));
  if (asked !== undefined) return asked;
  const reset = Number(headers.get('x-ratelimit-reset')) * 1_000 - Date.now();
  return headers.get('x-ratelimit-remaining') === '0' && reset > 0 ? reset : usualWait;
}

function messageIn(text: string): string {
  try {
    return `${JSON.parse(text).message ?? ''}`;
  } catch {
    return '';
  }
}
