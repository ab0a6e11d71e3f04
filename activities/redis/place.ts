import type { RedisTarget } from '../../workflows/contract/redis.ts';
import { failureOf, type Place } from './failures.ts';

/** Where a URL leads, and how it signs us in. */
export interface Way {
  place: Place;
  username?: string;
  password?: string;
  /** Paths of PEM files, named as redis-py does. */
  authority?: string;
  certificate?: string;
  key?: string;
}

/**
 * Reads `redis://user:password@host:port/database?ssl_ca_certs=/path`.
 * @throws ApplicationFailure `InvalidInput`
 */
export function wayTo(target: Pick<RedisTarget, 'id'>, text: string): Way {
  const url = URL.parse(text);
  // A '/' or '#' in the password that is not written as %2F or %23 moves the rest of it into the path or behind it.
  const database = /^\/?(\d{0,5})$/.exec(url?.pathname ?? '-')?.[1];
  if (url === null || !/^rediss?:$/.test(url.protocol) || !url.hostname || database === undefined) {
    throw failureOf({ trouble: 'url', says: sayWhatToWrite(target.id) });
  }
  if (url.hash !== '') throw failureOf({ trouble: 'url', says: sayWhatToWrite(target.id) });
  const [username, password] = [decode(url.username), decode(url.password)];
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port || 6379);
  const file = (name: string) => url.searchParams.get(name) ?? undefined;
  return {
    place: {
      server: `${url.hostname}:${port}`,
      host,
      port,
      user: username || 'default',
      database: Number(database || 0),
      tls: url.protocol === 'rediss:',
      secrets: [url.password, password].filter((secret) => secret !== ''),
    },
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    authority: file('ssl_ca_certs'),
    certificate: file('ssl_certfile'),
    key: file('ssl_keyfile'),
  };
}

function sayWhatToWrite(target: string): string {
  return `The URL of ${target} is not one of Redis: write redis://user:password@host:port/database, or rediss: for TLS, the database as a number, special characters of the password as %XX.`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
