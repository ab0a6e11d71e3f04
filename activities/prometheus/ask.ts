import { reach } from '../../outbound/reach.ts';
import { notFollowed } from '../../outbound/redirects.ts';
import type { WebPlace } from '../http/place.ts';
import { failureOf, notReached, refused } from './failures.ts';

/** What a Prometheus answers, whatever it was asked. */
export interface Answer {
  status: 'success' | 'error';
  errorType?: string;
  error?: string;
  data?: { resultType?: string; result?: unknown };
}

const patience = 5_000;
/** Bytes; what is asked comes to some lines for each service. */
const most = 2_000_000;

/**
 * One question to the API of a Prometheus: with a form as a POST, else as a GET.
 * @throws ApplicationFailure of the type that `failures.ts` gives to what went wrong
 */
export async function ask(
  place: WebPlace,
  token: string | undefined,
  path: string,
  form?: Record<string, string>,
): Promise<Answer> {
  if (place.url === null) {
    const says = `The URL of ${place.shown} is not one of a Prometheus: write http://host:port.`;
    throw failureOf({ trouble: 'settings', says });
  }
  const url = new URL(place.url);
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'mayday' };
  if (token) headers.authorization = `Bearer ${token}`;
  else if (url.username || url.password) headers.authorization = basic(url);
  // fetch refuses URLs with credentials, and says the whole URL when it does.
  url.username = '';
  url.password = '';
  url.pathname = `${url.pathname.replace(/\/$/, '')}/api/v1/${path}`;
  try {
    const response = await reach(url, {
      ...(form ? { method: 'POST', body: new URLSearchParams({ ...form, timeout: inTime }) } : {}),
      headers,
      signal: AbortSignal.timeout(patience),
    });
    const elsewhere = notFollowed(response.status, response.headers.get('location'), url);
    if (elsewhere) throw failureOf({ trouble: 'settings', says: `${place.shown} ${elsewhere}.` });
    const text = await bodyOf(response, place);
    const answer = parsed(text);
    if (response.ok && answer?.status === 'success') return answer;
    throw refused(response, answer?.error ?? text, answer?.errorType, form?.query ?? path, place);
  } catch (error) {
    throw notReached(error, place, patience);
  }
}

const inTime = `${patience / 1_000 - 1}s`;

async function bodyOf(response: Response, { shown }: WebPlace): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > most) {
      const says = `${shown} answers with more than ${most / 1_000_000} MB: write labels that narrow down what is the system's.`;
      throw failureOf({ trouble: 'refused', says });
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parsed(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}

function basic({ username, password }: URL): string {
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
