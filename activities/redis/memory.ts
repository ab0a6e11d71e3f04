import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { bytesInWords } from '../amounts.ts';
import { check } from './check.ts';
import type { Redis } from './connections.ts';
import { type Info, type Memory, memoryInWords, memoryOf, readInfo } from './info.ts';

/** More of it than that, in bytes, is worth a word. */
const wasteful = { ratio: 1.5, bytes: 100e6 };

/** Memory against `maxmemory`: sick from `warnAt` percent where nothing makes room, so that writes are refused. */
export function redisMemory(redis: Redis): PoolActivities['redisMemory'] {
  return ({ server, warnAt }) =>
    check('memory', redis, server, async (connection) => {
      const info = await readInfo(connection, 'memory', 'stats', 'keyspace', 'errorstats');
      const memory = memoryOf(info);
      const full = memory.percent !== null && memory.percent >= warnAt;
      const refused = Number(/count=(\d+)/.exec(info.text('errorstat_OOM') ?? '')?.[1] ?? 0);
      const says = [`${memoryInWords(memory)}${roomInWords(memory, full)}.`];
      if (refused > 0)
        says.push(
          `${refused.toLocaleString('en')} commands were refused for want of memory since it started.`,
        );
      says.push(...fragmentation(info));
      return {
        verdict: full && !memory.evicts ? 'sick' : 'well',
        says: `Redis uses ${says.join(' ')}`,
        evidence: [
          {
            usedBytes: memory.used,
            maxBytes: memory.max,
            policy: memory.policy,
            fragmentation: info.number('mem_fragmentation_ratio'),
            evictedKeys: info.number('evicted_keys'),
            refusedCommands: refused,
          },
        ],
      };
    });
}

function roomInWords({ policy, evicts, percent }: Memory, full: boolean): string {
  if (percent === null || !full) return '';
  if (evicts) return ', and throws keys out to make room';
  return policy === 'noeviction'
    ? ', which throws nothing out: when it is full, writes are refused'
    : ', which throws out only keys that expire, and there are none: when it is full, writes are refused';
}

function fragmentation(info: Info): string[] {
  const [ratio, bytes] = [info.number('mem_fragmentation_ratio'), info.number('mem_fragmentation_bytes')];
  if (!(ratio > wasteful.ratio && bytes > wasteful.bytes)) return [];
  return [
    `${bytesInWords(bytes)} more is lost to fragmentation (ratio ${ratio}): see activedefrag, or MEMORY PURGE.`,
  ];
}
