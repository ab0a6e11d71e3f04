import type { Finding } from './findings.ts';
import type { RedisQuestion } from './redis.ts';

/** Questions to Redis servers. Each throws `TargetUnreachable` only when nothing could be asked. */
export interface RedisChecks {
  /** Does it answer, and within `slowAfter` ms? Tells password, rights, TLS, unreachable and "too many clients" apart. */
  redisPing(question: RedisQuestion & { slowAfter: number }): Promise<Finding>;
  /** Memory against `maxmemory`; sick from `warnAt` percent where nothing is thrown out to make room. */
  redisMemory(question: RedisQuestion & { warnAt: number }): Promise<Finding>;
  /** Clients, hit rate, evictions and refused connections; sick from `clientsWarnAt` or below `hitRateBelow` percent. */
  redisStats(question: RedisQuestion & { clientsWarnAt: number; hitRateBelow: number }): Promise<Finding>;
  /** Commands that took longer than `slowAfter` ms within `since` ms, by their names. */
  redisSlowLog(question: RedisQuestion & { slowAfter: number; since: number }): Promise<Finding>;
  /** Keys by database, those that never expire, and a sample; sick above so many percent in what is a cache only. */
  redisKeys(question: RedisQuestion & { neverExpireAbove: number }): Promise<Finding>;
}
