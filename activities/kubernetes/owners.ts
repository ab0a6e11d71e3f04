import type { V1Pod } from '@kubernetes/client-node';
import type { KubernetesScope, WorkloadTarget } from '../../workflows/contract/kubernetes.ts';

/** The catalogue's id of the workload that a pod belongs to; null where the catalogue has none. Asks nothing. */
export function workloadOf({ metadata }: V1Pod, { workloads }: Pick<KubernetesScope, 'workloads'>) {
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller);
  const [kind, name] = ownerOf(owner, metadata?.labels?.['pod-template-hash']);
  const ours = workloads.find(
    (each) => each.kind === kind && each.name === name && each.namespace === metadata?.namespace,
  );
  return ours?.id ?? null;
}

/** A deployment owns a pod through a replica set, which is called like it and the hash of the pod's template. */
function ownerOf(
  owner: { kind: string; name: string } | undefined,
  hash = '',
): [WorkloadTarget['kind'], string] | [] {
  if (owner?.kind === 'StatefulSet') return ['statefulSet', owner.name];
  if (owner?.kind !== 'ReplicaSet' || !owner.name.endsWith(`-${hash}`)) return [];
  return ['deployment', owner.name.slice(0, -hash.length - 1)];
}
