import type { CacheProfile, FlushRedis, RedisTarget } from '../workflows/contract/redis.ts';
import {
  defaultClientsWarnAt,
  defaultHitRateBelow,
  defaultNeverExpireAbove,
  defaultRecentCommands,
  defaultRedisMemoryWarnAt,
  defaultRedisSlowAfter,
} from './defaults.ts';
import { durationText } from './duration.ts';
import type { SingleEntry } from './entries/mitigations.ts';
import type { SystemFile } from './schema.ts';

type FlushEntry = Extract<SingleEntry, { action: 'redis.flush' }>;

/** What a run needs of a mitigation that empties a cache. */
export function redisMitigation(
  { targets }: Pick<SystemFile, 'targets'>,
  name: string,
  { title, action, risk, target }: FlushEntry,
): FlushRedis {
  return { name, title, action, risk, target: redisTarget(targets, target), asks: [], temporary: false };
}

/** The cache that the runbook is about, where the file names one; `assume` hears what it leaves open. */
export function cacheProfile(
  { targets, runbooks }: Pick<SystemFile, 'targets' | 'runbooks'>,
  runbook: 'cacheIssues' | 'cacheRecovery',
  assume: (says: string) => void,
): CacheProfile | undefined {
  const entry = runbooks[runbook];
  if (entry?.cache === undefined) return undefined;
  const otherwise = (given: number | undefined, value: number, says: string): number => {
    if (given === undefined) assume(`cache: the file does not say ${says}`);
    return given ?? value;
  };
  return {
    server: redisTarget(targets, entry.cache),
    memoryWarnAt: otherwise(
      entry.memoryWarnAt,
      defaultRedisMemoryWarnAt,
      `when it is short of memory, so from ${defaultRedisMemoryWarnAt} % of its maxmemory`,
    ),
    clientsWarnAt: otherwise(
      entry.clientsWarnAt,
      defaultClientsWarnAt,
      `when it is short of clients, so from ${defaultClientsWarnAt} % of its maxclients`,
    ),
    hitRateBelow: otherwise(
      entry.hitRateBelow,
      defaultHitRateBelow,
      `how many lookups must find something, so ${defaultHitRateBelow} %`,
    ),
    neverExpireAbove: otherwise(
      entry.neverExpireAbove,
      defaultNeverExpireAbove,
      `how many keys of a cache may never expire, so ${defaultNeverExpireAbove} %`,
    ),
    slowAfter: otherwise(
      entry.slowAfterMs,
      defaultRedisSlowAfter,
      `when an answer is slow, so after ${durationText(defaultRedisSlowAfter)}`,
    ),
    recent: otherwise(
      entry.recent,
      defaultRecentCommands,
      `how far back slow commands are looked for, so ${durationText(defaultRecentCommands)}`,
    ),
  };
}

export function redisTarget(targets: SystemFile['targets'], id: string): RedisTarget {
  const target = targets[id];
  if (target?.kind !== 'redis') throw new Error(`The target ${id} passed the checks, but is no Redis`);
  const { kind, url, cacheOnly = false } = target;
  return { id, kind, url, cacheOnly };
}
