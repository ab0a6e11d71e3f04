import type { V1Pod } from '@kubernetes/client-node';
import type { KubernetesScope, WorkloadTarget } from '../../workflows/contract/kubernetes.ts';
import { gather } from './check.ts';
import type { Cluster } from './clusters.ts';
import { selectorText, workloadNamed } from './existing.ts';
import type { Found } from './listing.ts';
import { listedOfPart, type Part, partsOfScope } from './parts.ts';

/** Every pod that is the system's own; the gaps say what could not be seen. */
export function podsInScope(cluster: Cluster, scope: KubernetesScope): Promise<Found<V1Pod>> {
  return gather(cluster.place, partsOfScope(scope), (part) => podsOfPart(cluster, part));
}

/** All pods of a namespace, or those that a workload selects. */
export async function podsOfPart(cluster: Cluster, part: Part): Promise<Found<V1Pod>> {
  if (typeof part !== 'string') return await podsOf(cluster, part);
  return await listedOfPart('pods', part, (within) => cluster.core.listNamespacedPod(within));
}

/** The pods that a workload selects. */
export async function podsOf(cluster: Cluster, target: WorkloadTarget): Promise<Found<V1Pod>> {
  const labelSelector = selectorText(await workloadNamed(cluster, target));
  return await listedOfPart('pods', target, (within) =>
    cluster.core.listNamespacedPod({ ...within, labelSelector }),
  );
}
