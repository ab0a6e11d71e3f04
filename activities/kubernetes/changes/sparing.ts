import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import type { KubernetesMitigation } from '../../../workflows/contract/kubernetes-changes.ts';
import type { Cluster } from '../clusters.ts';
import { type Kind, never, type Part } from './change.ts';

/** A kind of change that never touches what Mayday itself runs in. */
export function sparing<M extends KubernetesMitigation>(kind: Kind<M>): Kind<M> {
  return {
    ...kind,
    async look(cluster, mitigation, wanted) {
      const parts = await kind.look(cluster, mitigation, wanted);
      const because = objection(cluster, mitigation, parts);
      if (because !== undefined) throw never(because);
      return parts;
    },
  };
}

type Thing = { namespace: string } & Partial<Pick<WorkloadTarget, 'kind' | 'name'>>;

function objection(
  cluster: Cluster,
  { target }: KubernetesMitigation,
  parts: readonly Part[],
): string | undefined {
  const namespace = target.kind === 'namespace' ? target.name : target.namespace;
  const named: Thing[] = target.kind === 'deployment' || target.kind === 'statefulSet' ? [target] : [];
  const touched = [{ namespace }, ...named, ...parts.flatMap((part) => workloadOf(part, namespace) ?? [])];
  for (const thing of touched) {
    const because = cluster.own(thing);
    if (because !== undefined) return because;
  }
  return undefined;
}

/** `deployment backend in shop`; undefined for what is no workload. */
function workloadOf({ title }: Part, otherwise: string): Thing | undefined {
  const [, noun, name, namespace = otherwise] =
    /^(deployment|stateful ?set) (\S+)(?: in (\S+))?$/i.exec(title) ?? [];
  if (noun === undefined || name === undefined) return undefined;
  return { kind: noun.toLowerCase() === 'deployment' ? 'deployment' : 'statefulSet', name, namespace };
}
