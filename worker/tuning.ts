import type { WorkerOptions } from '@temporalio/worker';
import type { Values } from '../settings/read-environment.ts';
import { longestHeartbeat } from '../workflows/contract/heartbeats.ts';

/** What an operator may turn. */
export interface Tuning {
  /** Runs kept in memory; one that is not is replayed from its history when something happens to it. */
  cachedWorkflows: number;
  /** Checks and effects that run at once in a pool, by its name; `undefined` is every other. */
  poolSlots: ReadonlyMap<string | undefined, number>;
}

export function tuningOf(values: Pick<Values, 'MAYDAY_CACHED_WORKFLOWS' | 'MAYDAY_POOL_SLOTS'>): Tuning {
  return { cachedWorkflows: values.MAYDAY_CACHED_WORKFLOWS, poolSlots: values.MAYDAY_POOL_SLOTS };
}

/** Notices, decisions and the archive: they wait for others, and there are more of them than of anything else. */
const coordinationSlots = 100;

/** ms for what is under way at the stop: its next heartbeat is in it, and a restart stays shorter than an orchestrator's patience. */
export const shutdownGrace = longestHeartbeat + 5_000;
/** ms after which what is still under way is left to the next worker. */
export const shutdownForce = shutdownGrace + 10_000;

const stop = { shutdownGraceTime: shutdownGrace, shutdownForceTime: shutdownForce };
const polling = (maximum: number) => ({ type: 'autoscaling', minimum: 1, initial: 5, maximum }) as const;

/** Of the worker that has the workflows. */
export function coordinationTuning({ cachedWorkflows }: Tuning): Partial<WorkerOptions> {
  return {
    ...stop,
    maxCachedWorkflows: cachedWorkflows,
    maxConcurrentWorkflowTaskExecutions: 40,
    workflowTaskPollerBehavior: { ...polling(20), minimum: 2 },
    maxConcurrentActivityTaskExecutions: coordinationSlots,
    activityTaskPollerBehavior: polling(20),
  };
}

/** Of the worker of a pool. */
export function poolTuning({ poolSlots }: Tuning, pool: string): Partial<WorkerOptions> {
  const slots = poolSlots.get(pool) ?? poolSlots.get(undefined);
  return {
    ...stop,
    maxConcurrentActivityTaskExecutions: slots,
    activityTaskPollerBehavior: { ...polling(20), initial: Math.min(5, slots ?? 5) },
  };
}
