import { Context } from '@temporalio/activity';
import type { Action } from '../../activities/mitigations/action.ts';
import type { ScaleWorkload } from '../../workflows/contract/kubernetes-changes.ts';
import type { RolledOut } from '../../workflows/contract/rollouts.ts';
import type { WorldCluster } from './world-cluster.ts';

/** Workloads of the scripted world. */
export interface HeldWorkloads {
  /** How many pods each is to run, by name; one without an entry runs 1. */
  replicas: Map<string, number>;
  /** What becomes of a rollout; `under way` until it is told. */
  rollout: RolledOut | 'under way';
  /** Who waits first for a rollout says nothing any more, as a worker that was killed. */
  losesWaiter?: boolean;
  /** Readings of ready pods that still miss one. */
  missing: number;
}

export const ready: RolledOut = { complete: true, says: 'all pods are up to date and ready.' };

/** Changes how many pods a workload is to run. */
export function scaling({ replicas }: HeldWorkloads, cluster: WorldCluster): Action<ScaleWorkload> {
  const now = (name: string) => replicas.get(name) ?? 1;
  return {
    observe: async ({ target: { name }, replicas: wanted }, { replicas: before }) => {
      const count = Number(before ?? wanted);
      if (count === now(name)) return null;
      return {
        targets: [{ id: `deployment ${name}`, title: `deployment ${name}`, state: { replicas: now(name) } }],
        preview: [`kubectl scale deployment/${name} --replicas=${count}`],
        observed: `${name} is to run ${now(name)}.`,
        predicted: `It is to run ${count}.`,
        blastRadius: `Only ${name}.`,
        undo: `kubectl scale deployment/${name} --replicas=${now(name)}`,
        inverse: { replicas: now(name) },
      };
    },
    differences: async () => [],
    act: async ({ mitigation: { target, replicas: wanted }, plan, keyOf }) => {
      const count = Number(plan.parameters?.replicas ?? wanted);
      replicas.set(target.name, count);
      if (plan.undoes === undefined) cluster.changed('kubernetes.scale', target.id);
      const effects = plan.targets.map((each) => ({
        key: keyOf(each),
        target: each.id,
        outcome: 'done' as const,
        says: `${count} replicas`,
      }));
      return { outcome: 'applied', effects };
    },
  };
}

/** Waits as long as the rollout is under way. */
export async function rollout(workloads: HeldWorkloads): Promise<RolledOut> {
  const context = Context.current();
  if (workloads.losesWaiter && context.info.attempt === 1) return await context.cancelled;
  while (workloads.rollout === 'under way') {
    context.heartbeat();
    await context.sleep(50);
  }
  return workloads.rollout;
}

export function readyPods(workloads: HeldWorkloads): { value: number; good: boolean; says: string } {
  const good = workloads.missing === 0;
  workloads.missing = Math.max(0, workloads.missing - 1);
  return { value: good ? 3 : 2, good, says: `${good ? 3 : 2} of 3 pods are ready.` };
}
