import { Redis as Client } from 'ioredis';
import { backupsBy } from '../../../activities/backups/backups.ts';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import type { Access } from '../../../activities/mitigations/actions.ts';
import { postgresSessions } from '../../../activities/postgres/sessions.ts';
import { type Redis, redisConnections } from '../../../activities/redis/connections.ts';
import { catalogueScripts } from '../../../activities/scripts/scripts.ts';
import { statusPages } from '../../../activities/status-page/pages.ts';
import { startValkey, type ValkeyOptions, type ValkeyServer } from '../../../servers/valkey.ts';
import type { FlushRedis, RedisTarget } from '../../../workflows/contract/redis.ts';

/** The password of every user. */
export const canary = 'canary-0f3b';

/** `chief` may everything; `mayday` what operating.md grants; `watcher` only looks; `pinger` says PING. */
export const users = [
  'user default off',
  `user chief on >${canary} ~* &* +@all`,
  `user mayday on >${canary} ~mayday:flushed:* resetchannels -@all +ping +client|setname +select +info +slowlog|get +time +scan +get +eval +dbsize +flushdb +set`,
  `user watcher on >${canary} ~mayday:flushed:* resetchannels -@all +ping +client|setname +select +info +slowlog|get +time +scan +get +eval`,
  `user pinger on >${canary} resetchannels -@all +ping`,
];

/** A Redis with users, and what a client of ours sees of it. */
export interface World {
  server: ValkeyServer;
  /** Mayday's own access to it. */
  redis: Redis;
  access: Access;
  /** The server as seen by a user. */
  target(user?: string, change?: Partial<RedisTarget> & { database?: number; query?: string }): RedisTarget;
  /** The path of the certificate to trust, where it takes TLS. */
  authority: string;
  /** The chief's own connection. */
  chief: Client;
  stop(): Promise<void>;
}

export async function startWorld(options: ValkeyOptions = {}): Promise<World> {
  const server = await startValkey({ users, ...options });
  const chief = new Client(server.port, '127.0.0.1', {
    username: 'chief',
    password: canary,
    protocol: 2,
    ...(options.tls ? { tls: { ca: options.tls.certificate, servername: 'localhost' } } : {}),
  });
  chief.on('error', () => {});
  await chief.ping();
  const resolve = (text: string) => text.replace(/\$\{([^}]+)\}/, '$1');
  const redis = redisConnections(resolve);
  return {
    server,
    redis,
    access: {
      redis,
      resolve,
      kubernetes: kubernetesClusters({ resolve }),
      machine: { root: '', own: [] },
      scripts: catalogueScripts(resolve, kubernetesClusters({ resolve })),
      postgres: postgresSessions(resolve),
      statusPages: statusPages(resolve),
      backups: backupsBy(resolve, catalogueScripts(resolve, kubernetesClusters({ resolve }))),
    },
    target(user = 'mayday', { database, query = '', ...change } = {}) {
      const url = new URL(server.url);
      url.username = user;
      url.password = canary;
      const path = database === undefined ? '' : `/${database}`;
      return {
        id: 'cache',
        kind: 'redis',
        url: `\${${url.href}${path}${query}}`,
        cacheOnly: true,
        ...change,
      };
    },
    authority: server.authority ?? '',
    chief,
    async stop() {
      chief.disconnect();
      await server.stop();
    },
  };
}

export function clearCache(target: RedisTarget): FlushRedis {
  return {
    name: 'clearCache',
    title: 'Empty the cache',
    action: 'redis.flush',
    target,
    risk: 'destructive',
    asks: [],
    temporary: false,
  };
}

/** So many keys `kind:1`, `kind:2`, …; with a time to live where there is one, in s. */
export async function fill(client: Client, kind: string, count: number, ttl?: number): Promise<void> {
  const pipeline = client.pipeline();
  for (let i = 1; i <= count; i += 1) {
    if (ttl === undefined) pipeline.set(`${kind}:${i}`, 'x');
    else pipeline.set(`${kind}:${i}`, 'x', 'EX', ttl);
  }
  await pipeline.exec();
}

/** Gives it less memory than what it holds, and nothing to throw out. */
export async function overfill(client: Client): Promise<void> {
  for (let i = 1; i <= 30; i += 1) await client.set(`page:${i}`, 'x'.repeat(100_000));
  await client.config('SET', 'maxmemory-policy', 'noeviction');
  await client.config('SET', 'maxmemory', '2500000');
}
