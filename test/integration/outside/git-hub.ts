import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A commit as it was pushed. */
export interface Pushed {
  sha: string;
  message: string;
  by: string;
  /** RFC 3339 */
  at: string;
}

/**
 * A GitHub of one's own that keeps the documented contract of "List commits" (REST API 2022-11-28): `since`, `sha`,
 * `per_page` with `Link`, 401 for a bad token, 404 for what a token may not see, 403 with `x-ratelimit-…` when asked
 * too often, 409 for a repository without commits.
 */
export interface GitHub {
  /** Of the repository `shop/backend`, private. */
  url: string;
  token: string;
  commits: Pushed[];
  /** What it does in place of an answer. */
  refuses: undefined | 'rate limit' | 'secondary rate limit' | 'down' | 'no rights';
  asked: string[];
  stop(): void;
}

export async function startGitHub(): Promise<GitHub> {
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', hub.url);
    hub.asked.push(url.pathname + url.search);
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
      response.end(JSON.stringify(body));
    };
    const refused = (status: number, message: string, headers = {}) =>
      answer(
        status,
        { message, documentation_url: 'https://docs.github.com/rest', status: `${status}` },
        headers,
      );
    const { authorization } = request.headers;
    const resetAt = `${Math.ceil(Date.now() / 1_000) + 1_800}`;
    if (!request.headers['user-agent']) return refused(403, 'Request forbidden by administrative rules.');
    if (hub.refuses === 'down') return response.writeHead(502).end('<html>Unicorn!</html>');
    if (hub.refuses === 'rate limit') {
      const headers = {
        'x-ratelimit-limit': '60',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': resetAt,
      };
      return refused(403, 'API rate limit exceeded for 192.0.2.1.', headers);
    }
    if (hub.refuses === 'secondary rate limit') {
      return refused(429, 'You have exceeded a secondary rate limit.', { 'retry-after': '3' });
    }
    if (authorization !== undefined && authorization !== `Bearer ${hub.token}`)
      return refused(401, 'Bad credentials');
    if (hub.refuses === 'no rights') return refused(403, 'Resource not accessible by personal access token');
    const branch = url.searchParams.get('sha') ?? 'main';
    if (
      authorization === undefined ||
      url.pathname !== '/api/v3/repos/shop/backend/commits' ||
      branch !== 'main'
    ) {
      return refused(404, 'Not Found');
    }
    if (hub.commits.length === 0) return refused(409, 'Git Repository is empty.');
    const since = Date.parse(url.searchParams.get('since') ?? '1970-01-01');
    const size = Number(url.searchParams.get('per_page') ?? 30);
    const page = Number(url.searchParams.get('page') ?? 1);
    const fitting = hub.commits.filter(({ at }) => Date.parse(at) >= since);
    const next = new URL(url);
    next.searchParams.set('page', `${page + 1}`);
    const more: Record<string, string> =
      fitting.length > page * size ? { link: `<${next.href}>; rel="next", <${next.href}>; rel="last"` } : {};
    return answer(200, fitting.slice((page - 1) * size, page * size).map(listed), more);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const hub: GitHub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/shop/backend`,
    token: 'ghp_canaryCanaryCanary01',
    commits: [],
    refuses: undefined,
    asked: [],
    stop: () => server.close().closeAllConnections(),
  };
  return hub;
}

function listed({ sha, message, by, at }: Pushed) {
  const who = { name: by, email: `${by}@shop.example`, date: at };
  return {
    sha,
    node_id: sha,
    commit: { author: who, committer: who, message },
    author: null,
    committer: null,
    parents: [],
  };
}
