import type { PrometheusTarget } from '../../workflows/contract/prometheus.ts';
import type { Resolve } from '../dependencies.ts';
import { type WebPlace, webPlace } from '../http/place.ts';
import { failureOf, notReached, refused } from './failures.ts';

/** One line of an answer. */
export interface Sample {
  labels: Record<string, string>;
  /** NaN and the infinities are left out. */
  value: number;
}

/** Our access to Prometheus servers. */
export interface Prometheus {
  /**
   * What an expression of PromQL comes to now, one sample for each set of labels.
   * @throws ApplicationFailure of the type that `failures.ts` gives to what went wrong
   */
  query(target: PrometheusTarget, expression: string): Promise<Sample[]>;
}

const patience = 5_000;

/** Addresses and tokens are read anew for each question, so that renewed ones count at once. */
export function prometheusServers({ resolve }: { resolve: Resolve }): Prometheus {
  return {
    async query(target, expression) {
      const place = webPlace(target, resolve, target.bearer === undefined ? [] : [target.bearer]);
      const token = target.bearer === undefined ? undefined : resolve(target.bearer).trim();
      const answer = await ask(place, token, expression);
      return samplesOf(answer, place);
    },
  };
}

async function ask(place: WebPlace, token: string | undefined, query: string): Promise<Answer> {
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
  url.pathname = `${url.pathname.replace(/\/$/, '')}/api/v1/query`;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ query, timeout: `${patience / 1_000 - 1}s` }),
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    const text = await response.text();
    const answer = parsed(text);
    if (response.ok && answer?.status === 'success') return answer;
    throw refused(response.status, answer?.error ?? text, answer?.errorType, query, place);
  } catch (error) {
    throw notReached(error, place, patience);
  }
}

interface Answer {
  status: 'success' | 'error';
  errorType?: string;
  error?: string;
  data?: { resultType: string; result: unknown };
}

function samplesOf({ data }: Answer, place: WebPlace): Sample[] {
  const lines = data?.resultType === 'scalar' ? [{ metric: {}, value: data.result }] : data?.result;
  if (!Array.isArray(lines)) {
    throw failureOf({ trouble: 'refused', says: `${place.shown} answered with no numbers.` });
  }
  return (lines as { metric: Record<string, string>; value: [number, string] }[])
    .map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))
    .filter(({ value }) => Number.isFinite(value));
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
