import { reach } from '../../outbound/reach.ts';
import type { ElasticsearchTarget } from '../../workflows/contract/elasticsearch.ts';
import type { Resolve } from '../dependencies.ts';
import { type WebPlace, webPlace } from '../http/place.ts';
import { failureOf, limited, notReached, redirected } from '../outside/failures.ts';

const patience = 5_000;

/** What a search came to. */
export interface Hits {
  total: number;
  sources: Record<string, unknown>[];
  /** Why not everything was searched, as sentences. */
  gaps: string[];
}

/** Our access to one Elasticsearch. */
export interface Elasticsearch {
  /** @throws ApplicationFailure of the type that `outside/failures.ts` gives to what went wrong */
  search(body: object): Promise<Hits>;
  /** `id (http://host:port)` */
  shown: string;
}

/** The address and the credentials are read anew for each question, so that renewed ones count at once. */
export function elasticsearch(target: ElasticsearchTarget, resolve: Resolve): Elasticsearch {
  const { bearer, apiKey, index } = target;
  const place = webPlace(
    target,
    resolve,
    [bearer, apiKey].filter((each) => each !== undefined),
  );
  const { url: given, shown } = place;
  if (given === null) {
    const says = `The URL of ${target.id} is not one of an Elasticsearch: write http://host:port.`;
    throw failureOf({ trouble: 'settings', says });
  }
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'mayday',
    ...authorization(given, bearer && resolve(bearer).trim(), apiKey && resolve(apiKey).trim()),
  };
  const url = new URL(given);
  // fetch refuses URLs with credentials, and says the whole URL when it does.
  url.username = '';
  url.password = '';
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(index)}/_search`;
  return {
    shown,
    async search(body) {
      try {
        const response = await reach(url, {
          method: 'POST',
          headers,
          body: JSON.stringify({ timeout: `${patience / 1_000 - 1}s`, ...body }),
          signal: AbortSignal.timeout(patience),
        });
        const answer = parsed(await response.text());
        if (response.ok && answer?.hits) return hitsOf(answer, index, place);
        throw redirected(response, place) ?? refused(response, answer, index, place);
      } catch (error) {
        throw notReached(error, place, patience);
      }
    },
  };
}

function authorization(url: URL, bearer: string | undefined, apiKey: string | undefined) {
  if (apiKey) return { authorization: `ApiKey ${apiKey}` };
  if (bearer) return { authorization: `Bearer ${bearer}` };
  if (!url.username && !url.password) return {};
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

interface Answer {
  timed_out?: boolean;
  _shards?: { total: number; failed: number; failures?: { reason?: { reason?: string } }[] };
  hits?: { total?: { value: number }; hits: { _source?: Record<string, unknown> }[] };
  error?: { type?: string; reason?: string; root_cause?: { reason?: string }[] };
}

function parsed(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}

function hitsOf({ timed_out, _shards, hits }: Answer, index: string, { shown, mask }: WebPlace): Hits {
  if (_shards?.total === 0) {
    throw failureOf({ trouble: 'not found', says: `${shown} has no index that is called ${index}.` });
  }
  const failed = _shards?.failed ?? 0;
  const why = _shards?.failures?.[0]?.reason?.reason;
  return {
    total: hits?.total?.value ?? 0,
    sources: (hits?.hits ?? []).map(({ _source }) => _source ?? {}),
    gaps: [
      ...(timed_out ? [`${shown} did not search all within ${patience / 1_000 - 1} s.`] : []),
      ...(failed > 0
        ? [
            `${failed} of ${_shards?.total} shards did not answer${why ? `: ${mask(why).slice(0, 200)}` : ''}.`,
          ]
        : []),
    ],
  };
}

function refused(response: Response, answer: Answer | undefined, index: string, place: WebPlace) {
  const { status } = response;
  const { shown, mask } = place;
  const why = mask(answer?.error?.root_cause?.[0]?.reason ?? answer?.error?.reason ?? '').slice(0, 200);
  if (status === 429) return limited(response, place);
  if (status === 401) {
    const says = `${shown} does not let us in (401): see the target's apiKey or bearer, or the name and password in its URL.`;
    return failureOf({ trouble: 'credentials', says });
  }
  if (status === 403) {
    const says = `${shown} does not let us read ${index} (403): give our user or key the privilege "read" on it.`;
    return failureOf({ trouble: 'rights', says });
  }
  if (status === 404 && answer?.error) {
    return failureOf({ trouble: 'not found', says: `${shown} has no index that is called ${index} (404).` });
  }
  if (status >= 500) {
    return failureOf({
      trouble: 'unreachable',
      says: `${shown} cannot answer now (${status}${why && `: ${why}`}).`,
    });
  }
  if (answer?.error) {
    return failureOf({
      trouble: 'refused',
      says: `${shown} cannot work the search out (${status}${why && `: ${why}`}).`,
    });
  }
  const says = `What answers at ${shown} is no Elasticsearch (${status}): write its address, with its path if it has one.`;
  return failureOf({ trouble: 'settings', says });
}
