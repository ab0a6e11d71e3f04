/** Where the REST API of a repository's GitHub is: of github.com at another host; of a GitHub of one's own below its address. */
export function apiOf({ protocol, host }: URL): URL {
  return new URL(host === 'github.com' ? 'https://api.github.com' : `${protocol}//${host}/api/v3`);
}

/** Version 2022-11-28. */
export function apiHeaders(token: string | undefined): Record<string, string> {
  return {
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    'user-agent': 'mayday',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  };
}

/** The next page, only at the same host: the token goes along. */
export function nextPage({ headers }: Response, { origin }: URL): URL | undefined {
  const next = /<(?<url>[^>]+)>;\s*rel="next"/.exec(headers.get('link') ?? '')?.groups?.url;
  const url = next === undefined ? null : URL.parse(next);
  return url?.origin === origin ? url : undefined;
}
