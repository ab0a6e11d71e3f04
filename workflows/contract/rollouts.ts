import { targetsOfPart } from './bundles.ts';
import type { ClusterTarget, WorkloadTarget } from './kubernetes.ts';
import type { KubernetesMitigation } from './kubernetes-changes.ts';
import { type Mitigation, partsOf } from './mitigations.ts';
import type { Plan } from './plans.ts';

/** Workloads of one cluster whose pods a change replaces. */
export interface RolloutQuestion {
  /** Absent = the worker's own cluster. */
  cluster?: ClusterTarget;
  workloads: WorkloadTarget[];
}

/** Whether all pods are up to date and ready, or why they will not be. */
export interface RolledOut {
  complete: boolean;
  says: string;
}

/** The workloads whose pods a plan replaces or adds, cluster by cluster; none where it is about other things. */
export function rolloutsOf(mitigation: Mitigation, { targets }: Pick<Plan, 'targets'>): RolloutQuestion[] {
  const byCluster = new Map<string | undefined, RolloutQuestion>();
  for (const part of partsOf(mitigation)) {
    if (part.target.kind === 'postgres' && part.action !== 'postgres.setMaxConnections') continue;
    const own = mitigation.action === 'bundle' ? targetsOfPart(part.name, targets) : targets;
    const { cluster } = part as KubernetesMitigation;
    const question = byCluster.get(cluster?.id) ?? { ...(cluster ? { cluster } : {}), workloads: [] };
    question.workloads.push(...own.flatMap(({ id }) => workloadOf(part as KubernetesMitigation, id) ?? []));
    byCluster.set(cluster?.id, question);
  }
  return [...byCluster.values()].filter(({ workloads }) => workloads.length > 0);
}

const kinds: Record<string, WorkloadTarget['kind']> = {
  deployment: 'deployment',
  'stateful set': 'statefulSet',
};

/** The workload that a plan calls `deployment backend`; undefined for what is none. A pod comes back by its owner. */
function workloadOf(mitigation: KubernetesMitigation, id: string): WorkloadTarget | undefined {
  const { target } = mitigation;
  const [, noun = '', name = ''] = /^(deployment|stateful set|pod) (.+)$/.exec(id) ?? [];
  if (noun === 'pod') return isWorkload(target) ? target : undefined;
  const kind = Object.hasOwn(kinds, noun) ? kinds[noun] : undefined;
  if (!kind) return undefined;
  const restarts = 'restarts' in mitigation ? (mitigation.restarts as WorkloadTarget[]) : [];
  const named = [target, ...restarts].find(
    (each) => isWorkload(each) && each.kind === kind && each.name === name,
  );
  if (named) return named as WorkloadTarget;
  const namespace = target.kind === 'namespace' ? target.name : target.namespace;
  return { id: name, kind, namespace, name, containers: [], dataStore: false };
}

function isWorkload(target: { kind: string }): target is WorkloadTarget {
  return target.kind === 'deployment' || target.kind === 'statefulSet';
}
