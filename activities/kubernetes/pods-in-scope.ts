import type { V1Pod } from '@kubernetes/client-node';
import type { KubernetesScope, WorkloadTarget } from '../../workflows/contract/kubernetes.ts';
import { gather, listed } from './check.ts';
import type { Cluster } from './clusters.ts';
import { selectorText, workloadNamed } from './existing.ts';

/** The namespaces that belong to the system as a whole, and its workloads in namespaces that it shares. */
export function partsOfScope({ namespaces, workloads }: KubernetesScope): (string | WorkloadTarget)[] {
  return [...namespaces, ...workloads.filter(({ namespace }) => !namespaces.includes(namespace))];
}

/** Every pod that is the system's own; the gaps say what could not be seen. */
export async function podsInScope(cluster: Cluster, scope: KubernetesScope) {
  const gaps: string[] = [];
  const found = await gather(cluster.place, partsOfScope(scope), async (part) => {
    const list =
      typeof part === 'string'
        ? await cluster.core.listNamespacedPod({ namespace: part, limit: listed })
        : await podsOf(cluster, part);
    if (list.metadata?._continue) gaps.push(moreThanListed(typeof part === 'string' ? part : part.namespace));
    return list.items;
  });
  return { pods: found.items as V1Pod[], gaps: [...found.gaps, ...gaps] };
}

/** The pods that a workload selects. */
export async function podsOf(cluster: Cluster, target: WorkloadTarget) {
  const labelSelector = selectorText(await workloadNamed(cluster, target));
  return await cluster.core.listNamespacedPod({ namespace: target.namespace, labelSelector, limit: listed });
}

function moreThanListed(namespace: string): string {
  return `The namespace ${namespace} has more than ${listed} pods; the rest was not looked at.`;
}
