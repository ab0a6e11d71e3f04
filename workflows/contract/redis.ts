import type { MitigationTerms } from './mitigations.ts';
import type { Reference } from './profile.ts';

/** One database of a Redis or Valkey server. */
export interface RedisTarget {
  id: string;
  kind: 'redis';
  /** `redis://user:password@host:port/database`, or `rediss:` for TLS; without a database, 0. */
  url: Reference;
  /** All that it holds can be made again; nothing else is ever emptied. */
  cacheOnly: boolean;
}

/** The cache of a runbook, and from where on it counts as sick. */
export interface CacheProfile {
  server: RedisTarget;
  /** Percent of its `maxmemory`. */
  memoryWarnAt: number;
  /** Percent of its `maxclients`. */
  clientsWarnAt: number;
  /** Percent of the lookups that find something. */
  hitRateBelow: number;
  /** Percent of the keys that have no time to live. */
  neverExpireAbove: number;
  /** ms that a PING, or a command of the slow log, takes. */
  slowAfter: number;
  /** ms back in which the slow log is read. */
  recent: number;
}

/** What a check of one Redis needs. */
export interface RedisQuestion {
  server: RedisTarget;
}

/** Empties the one database of the target's URL. */
export interface FlushRedis extends MitigationTerms {
  action: 'redis.flush';
  target: RedisTarget;
}
