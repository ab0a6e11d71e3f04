import pg from 'pg';
import type { PostgresTarget } from '../../workflows/contract/profile.ts';
import type { Resolve } from '../dependencies.ts';
import { failureOf, type Place, toFailure } from './failures.ts';
import { type OwnPart, ownPartSentence } from './own-parts.ts';

/** An open session of our own. */
export type Session = Pick<pg.ClientBase, 'query'>;

/** Our access to databases. */
export interface Postgres {
  /**
   * Does some work in a session of a target.
   * @throws ApplicationFailure of the type that `failures.ts` gives to what went wrong
   */
  session<T>(target: PostgresTarget, work: (session: Session, place: Place) => Promise<T>): Promise<T>;
  /**
   * Why a target, or this role of its server, must not be changed: Mayday itself hangs on it.
   * @throws ApplicationFailure where the target's URL cannot be read
   */
  ownPart(target: PostgresTarget, role?: string): string | undefined;
  /** The same of the whole server, with all of its databases. */
  ownServer(target: PostgresTarget): string | undefined;
}

/** What our sessions are called in `pg_stat_activity`. */
export const applicationName = 'mayday';

const patience = 5_000;

/** Hangs up when it is not let in: pg itself would keep the socket, and with it a slot, until the server tires of it. */
class Client extends pg.Client {
  override connect(): Promise<this>;
  override connect(callback: (error: Error) => void): void;
  override connect(callback?: (error: Error) => void): unknown {
    if (callback === undefined) return super.connect();
    return super.connect((error: Error) => {
      if (error) this.end().catch(() => {});
      callback(error);
    });
  }
}

/** Sessions through one connection per URL: parallel checks queue for it rather than take more of the last slots. */
export function postgresSessions(resolve: Resolve, ownParts: readonly OwnPart[] = []): Postgres {
  const pools = new Map<string, pg.Pool>();

  function poolOf(url: URL): pg.Pool {
    const known = pools.get(url.href);
    if (known) return known;
    const pool = new pg.Pool({
      connectionString: url.href,
      Client,
      max: 1,
      connectionTimeoutMillis: patience,
      statement_timeout: patience,
      // The server's own time-out says more; this one is for a server that has gone silent.
      query_timeout: patience + 1_000,
      idleTimeoutMillis: 1_000,
      keepAlive: true,
      allowExitOnIdle: true,
    });
    // A session that breaks while nobody uses it would end the process by its 'error' event.
    pool.on('error', () => {});
    pool.on('connect', (client) => client.on('error', () => {}));
    pools.set(url.href, pool);
    return pool;
  }

  return {
    ownPart(target, role) {
      const { server, database } = placeOf(target, connectionUrl(target, resolve(target.url)));
      const named = [database, target.database];
      return ownPartSentence(ownParts, { server, databases: named, role });
    },
    ownServer(target) {
      const { server } = placeOf(target, connectionUrl(target, resolve(target.url)));
      return ownPartSentence(ownParts, { server, databases: [], whole: true });
    },
    async session(target, work) {
      const url = connectionUrl(target, resolve(target.url));
      const place = placeOf(target, url);
      let client: pg.PoolClient;
      try {
        client = await poolOf(url).connect();
      } catch (error) {
        throw toFailure(error, place);
      }
      let broken = true;
      try {
        const result = await work(client, place);
        broken = false;
        return result;
      } catch (error) {
        broken = !(error instanceof pg.DatabaseError);
        throw toFailure(error, place);
      } finally {
        client.release(broken);
      }
    },
  };
}

function connectionUrl(target: PostgresTarget, text: string): URL {
  const url = URL.parse(text);
  // A '/' or '#' in the password that is not written as %2F or %23 moves the rest of it into the path or behind it.
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol) || /[@#]/.test(url.pathname + url.hash)) {
    throw failureOf({
      trouble: 'url',
      says: `The URL of ${target.id} is not one of PostgreSQL: write postgres://user:password@host:port/database, special characters of the password as %XX.`,
    });
  }
  url.searchParams.set('application_name', applicationName);
  // What a URL says comes before what the pool says.
  for (const name of ['statement_timeout', 'query_timeout']) url.searchParams.delete(name);
  // Without this, pg takes `require` for `verify-full`; people copy URLs that libpq understood.
  if (/^(prefer|require|verify-ca)$/.test(url.searchParams.get('sslmode') ?? '')) {
    url.searchParams.set('uselibpqcompat', 'true');
  }
  return url;
}

function placeOf(target: PostgresTarget, url: URL): Place {
  const host = url.searchParams.get('host') ?? url.hostname;
  const given = [url.password, url.searchParams.get('password') ?? ''];
  return {
    server: `${host || 'localhost'}:${url.port || '5432'}`,
    host: host || 'localhost',
    user: decode(url.username) || url.searchParams.get('user') || 'the default role',
    database: decode(url.pathname.slice(1)) || target.database,
    secrets: given.flatMap((secret) => [secret, decode(secret)]).filter((secret) => secret !== ''),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
