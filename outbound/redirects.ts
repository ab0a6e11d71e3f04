/** Where a redirect may be followed to: the same host and port, and from http to https of the same host. */
export function mayFollow(from: URL, to: URL): boolean {
  if (to.hostname !== from.hostname) return false;
  if (to.protocol === from.protocol) return to.port === from.port;
  const upgrade = from.protocol === 'http:' && to.protocol === 'https:';
  // Behind another port may be somebody else: 80 → 443, or one port that speaks both.
  return upgrade && to.port === from.port;
}

/** Where an answer redirects to; undefined where it does not. */
export function redirectOf(status: number, location: string | null, from: URL): URL | 'no URL' | undefined {
  if (status < 300 || status >= 400 || location === null) return undefined;
  const to = URL.parse(location, from.href);
  if (to === null || !/^https?:$/.test(to.protocol)) return 'no URL';
  to.username = '';
  to.password = '';
  return to;
}

/** What to say of a redirect that is not followed, after "it": `answers 302 and redirects to …`; only its origin is told. */
export function notFollowed(status: number, location: string | null, from: URL): string | undefined {
  const to = redirectOf(status, location, from);
  if (to === undefined) return undefined;
  if (to === 'no URL') return `answers ${status} and redirects to what is no address (no URL)`;
  return `answers ${status} and redirects to another place (${to.origin}), which is not followed: write that address, if it is the right one`;
}
