import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { Redis as Client, type RedisOptions } from 'ioredis';
import type { RedisTarget } from '../../workflows/contract/redis.ts';
import type { Resolve } from '../dependencies.ts';
import { type Place, toFailure } from './failures.ts';
import { type Way, wayTo } from './place.ts';

/** Our connection, with the database of the URL selected. */
export type Connection = Pick<Client, 'call'>;

/** Our access to Redis. */
export interface Redis {
  /**
   * Does some work over a connection of its own to a target.
   * @throws ApplicationFailure of the type that `failures.ts` gives to what went wrong
   */
  session<T>(target: RedisTarget, work: (connection: Connection, place: Place) => Promise<T>): Promise<T>;
}

/** What our connections are called in `CLIENT LIST`. */
export const clientName = 'mayday';

/** ms */
const patience = 5_000;

export function redisConnections(resolve: Resolve): Redis {
  return {
    async session(target, work) {
      const way = wayTo(target, resolve(target.url));
      let client: Client | undefined;
      try {
        client = new Client(await optionsOf(way));
        await connect(client, way.place);
        return await work(client, way.place);
      } catch (error) {
        throw toFailure(error, way.place);
      } finally {
        client?.disconnect();
      }
    },
  };
}

/**
 * ioredis swallows what the server says to most commands of its own handshake: a database that is not there would
 * leave us in database 0. So it is told nothing but the credentials, and the rest is asked here.
 */
async function connect(client: Client, { database }: Place): Promise<void> {
  let said: Error | undefined;
  client.on('error', (error: Error) => {
    said ??= error;
  });
  try {
    await client.connect();
    await client.call('PING').catch(unlessForbidden);
    await client.call('CLIENT', 'SETNAME', clientName).catch(unlessForbidden);
    // Also of database 0: a user may be kept from it.
    if (database !== 0) await client.call('SELECT', String(database));
  } catch (error) {
    throw said ?? error;
  }
}

function unlessForbidden(error: Error): void {
  if (!/^NOPERM/.test(error.message)) throw error;
}

async function optionsOf({ place, username, password, ...files }: Way): Promise<RedisOptions> {
  const { host, port, tls } = place;
  const read = async (file: string | undefined) => (file ? await readFile(file, 'utf8') : undefined);
  const [ca, cert, key] = await Promise.all([
    read(files.authority),
    read(files.certificate),
    read(files.key),
  ]);
  return {
    host,
    port,
    username,
    password,
    // RESP 2: also what is older than Redis 6 speaks it.
    protocol: 2,
    lazyConnect: true,
    enableReadyCheck: false,
    disableClientInfo: true,
    connectTimeout: patience,
    commandTimeout: patience,
    // A connection that breaks stays broken: another server, or another database, may answer the next.
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    ...(tls ? { tls: { ca, cert, key, ...(isIP(host) ? {} : { servername: host }) } } : {}),
  };
}
