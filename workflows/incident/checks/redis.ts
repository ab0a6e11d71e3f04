import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { RedisChecks } from '../../contract/redis-checks.ts';
import { asking } from '../asking.ts';

export function redisChecks(checks: ActivityInterfaceFor<RedisChecks>) {
  return {
    redisPing: asking(checks.redisPing, ({ server }) => `Does ${server.id} answer?`),
    redisMemory: asking(checks.redisMemory, ({ server }) => `How full is ${server.id}?`),
    redisStats: asking(checks.redisStats, ({ server }) => `Does ${server.id} serve its clients?`),
    redisSlowLog: asking(checks.redisSlowLog, ({ server }) => `What is slow in ${server.id}?`),
    redisKeys: asking(checks.redisKeys, ({ server }) => `What does ${server.id} hold?`),
  };
}
