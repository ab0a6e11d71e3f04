import type { V1Container, V1Pod } from '@kubernetes/client-node';
import type { Cluster } from './clusters.ts';
import { type Usage, usageOfContainers } from './metrics.ts';
import { cpuText, memoryText, percent, quantity } from './quantities.ts';

type Amounts = { [Kind in 'cpu' | 'memory']?: number };

/** What a container of a running pod requests, may have and uses; CPUs and bytes. */
export interface ContainerUsage {
  of: V1Pod;
  namespace: string;
  pod: string;
  container: string;
  requested: Amounts;
  limit: Amounts;
  used: Usage;
  /** Whether what it uses has been measured. */
  known: boolean;
}

function rowOf(of: V1Pod, { name, resources }: V1Container, usage: Map<string, Usage>): ContainerUsage {
  const { namespace = '', name: pod = '' } = of.metadata ?? {};
  const used = usage.get(`${namespace}/${pod}/${name}`);
  const amounts = (given: Record<string, string> = {}): Amounts => ({
    cpu: quantity(given.cpu),
    memory: quantity(given.memory),
  });
  return {
    of,
    namespace,
    pod,
    container: name,
    requested: amounts(resources?.requests),
    limit: amounts(resources?.limits),
    used: used ?? { cpu: 0, memory: 0 },
    known: used !== undefined,
  };
}

/** Percent of the limit; 0 where there is none. */
export function share({ used, limit }: Pick<ContainerUsage, 'used' | 'limit'>, by: 'cpu' | 'memory'): number {
  return percent(used[by], limit[by]) ?? 0;
}

/** What each container of these pods uses, who uses most of what it may have first; `without` says why there are no numbers. */
export async function usageOfPods(
  cluster: Cluster,
  pods: V1Pod[],
  by: 'cpu' | 'memory',
): Promise<{ rows: ContainerUsage[]; without: string[] }> {
  const namespaces = [...new Set(pods.map(({ metadata }) => metadata?.namespace ?? ''))];
  const used = await Promise.all(namespaces.map((namespace) => usageOfContainers(cluster, namespace)));
  const usage = new Map(
    used.flatMap((part, i) =>
      [...part.usage].map(([key, value]) => [`${namespaces[i]}/${key}`, value] as const),
    ),
  );
  const rows = pods
    .flatMap((pod) => (pod.spec?.containers ?? []).map((container) => rowOf(pod, container, usage)))
    .sort((a, b) => share(b, by) - share(a, by) || b.used[by] - a.used[by]);
  return { rows, without: [...new Set(used.flatMap(({ without }) => without ?? []))] };
}

/** `shop/backend-5d9-x2 (app) with 500Mi of 512Mi, 98 %` */
export function usageInWords(row: ContainerUsage, by: 'cpu' | 'memory'): string {
  const text = by === 'cpu' ? cpuText : memoryText;
  const { [by]: limit } = row.limit;
  const of = limit === undefined ? 'with no limit' : `of ${text(limit)}, ${share(row, by)} %`;
  return `${row.namespace}/${row.pod} (${row.container}) with ${text(row.used[by])} ${of}`;
}
