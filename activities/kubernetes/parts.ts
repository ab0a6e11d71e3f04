import type { KubernetesScope, WorkloadTarget } from '../../workflows/contract/kubernetes.ts';
import { type Found, type List, listed, type Page } from './listing.ts';

/** A namespace that belongs to the system as a whole, or a workload in one that it shares. */
export type Part = string | WorkloadTarget;

/** A page of what a namespace holds. */
export type Within = Page & { namespace: string };

/** The namespaces that belong to the system as a whole, and its workloads in namespaces that it shares. */
export function partsOfScope({ namespaces, workloads }: KubernetesScope): Part[] {
  return [...namespaces, ...workloads.filter(({ namespace }) => !namespaces.includes(namespace))];
}

/** Everything of a kind (`noun`, in the plural) in the namespace of a part. */
export function listedOfPart<Item>(
  noun: string,
  part: Part,
  ask: (within: Within) => Promise<List<Item>>,
): Promise<Found<Item>> {
  const namespace = typeof part === 'string' ? part : part.namespace;
  return listed(`${noun} in the namespace ${namespace}`, (page) => ask({ namespace, ...page }));
}
