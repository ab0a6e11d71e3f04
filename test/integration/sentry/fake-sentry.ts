import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An issue as it is told by the list, and by its own details. */
export interface SentryIssue {
  id: string;
  title: string;
  level?: string;
  /** Events by hour, of the last of the 24. */
  events: number[];
  users?: number;
  first: string;
  last: string;
  releases?: [first: string, last: string];
}

/**
 * What Sentry documents of its Web API: "List a Project's Issues" and "Retrieve an Issue", bearer tokens, 401, 403, 404,
 * 429 with its headers, and pages by cursor whose `Link` names a next one even where that is empty.
 */
export interface FakeSentry {
  url: string;
  token: string;
  issues: SentryIssue[];
  pageSize: number;
  /** What it does in place of an answer. */
  refuses: undefined | 'no scope' | 'too often' | 'too often for long' | 'down' | 'another page';
  asked: URL[];
  stop(): void;
}

export async function startSentry(): Promise<FakeSentry> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', sentry.url);
    sentry.asked.push(url);
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    };
    const tooOften = { detail: 'You are attempting to use this endpoint too frequently.' };
    const reset = `${Math.ceil(Date.now() / 1_000) + 900}`;
    switch (sentry.refuses) {
      case 'down':
        return response.writeHead(502).end('<html>bad gateway</html>');
      case 'another page':
        return response.writeHead(200).end('<html>Sign in</html>');
      case 'too often':
        return answer(429, tooOften, { 'retry-after': '2' });
      case 'too often for long':
        return answer(429, tooOften, {
          'x-sentry-rate-limit-remaining': '0',
          'x-sentry-rate-limit-reset': reset,
        });
    }
    const { authorization } = request.headers;
    if (authorization === undefined)
      return answer(401, { detail: 'Authentication credentials were not provided.' });
    if (authorization !== `Bearer ${sentry.token}`) return answer(401, { detail: 'Invalid token' });
    if (sentry.refuses === 'no scope')
      return answer(403, { detail: 'You do not have permission to perform this action.' });
    if (url.pathname === '/api/0/projects/neurocred/backend/issues/') {
      const seen = sentry.issues.filter(
        ({ last }) => Date.parse(last) >= Date.now() - minutesIn(url) * 60_000,
      );
      const from = Number(url.searchParams.get('cursor')?.split(':')[1] ?? 0);
      const next = new URL(url);
      const cursor = `0:${from + sentry.pageSize}:0`;
      next.searchParams.set('cursor', cursor);
      const more = seen.length > from + sentry.pageSize;
      const link = [
        `<${url.href}>; rel="previous"; results="false"; cursor="0:0:1"`,
        `<${next.href}>; rel="next"; results="${more}"; cursor="${cursor}"`,
      ].join(', ');
      return answer(200, seen.slice(from, from + sentry.pageSize).map(listed), { link });
    }
    const id = /^\/api\/0\/organizations\/neurocred\/issues\/(?<id>\d+)\/$/.exec(url.pathname)?.groups?.id;
    const issue = sentry.issues.find((each) => each.id === id);
    return issue
      ? answer(200, detailed(issue))
      : answer(404, { detail: 'The requested resource does not exist' });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const sentry: FakeSentry = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: 'sntrys_canaryCanary01',
    issues: [],
    pageSize: 100,
    refuses: undefined,
    asked: [],
    stop: () => server.close().closeAllConnections(),
  };
  return sentry;
}

/** Of `lastSeen:-60m` in the search. */
function minutesIn(url: URL): number {
  const query = url.searchParams.get('query') ?? '';
  if (!/\bis:unresolved\b/.test(query)) throw new Error(`It asks for ${query}`);
  return Number(/\blastSeen:-(?<minutes>\d+)m\b/.exec(query)?.groups?.minutes);
}

function listed({ id, title, level = 'error', events, users = 0, first, last }: SentryIssue) {
  const hours = events.map((count, i) => [
    Math.floor(Date.now() / 1_000) - (events.length - i) * 3_600,
    count,
  ]);
  return {
    id,
    shortId: `BACKEND-${id}`,
    title,
    culprit: 'app.views in score',
    level,
    status: 'unresolved',
    count: '99999',
    userCount: users,
    firstSeen: first,
    lastSeen: last,
    stats: { '24h': hours },
  };
}

function detailed(issue: SentryIssue) {
  const release = (version: string | undefined) =>
    version ? { version: `backend@${version}`, shortVersion: version } : null;
  return {
    ...listed(issue),
    firstRelease: release(issue.releases?.[0]),
    lastRelease: release(issue.releases?.[1]),
  };
}
