import type { Cluster } from './clusters.ts';
import { toFailure, troubleOf } from './failures.ts';
import { quantity } from './quantities.ts';

/** CPUs and bytes. */
export interface Usage {
  cpu: number;
  memory: number;
}

/** What is used, by name; `without` says why there are no numbers. */
export interface Used {
  usage: Map<string, Usage>;
  without?: string;
}

const api = { group: 'metrics.k8s.io', version: 'v1beta1' };

interface NodeMetrics {
  metadata: { name: string };
  usage: Record<string, string>;
}

interface PodMetrics {
  metadata: { name: string };
  containers: { name: string; usage: Record<string, string> }[];
}

/** What each node uses, by its name. */
export function usageOfNodes(cluster: Cluster): Promise<Used> {
  return asked<NodeMetrics>(
    cluster,
    () => cluster.custom.listClusterCustomObject({ ...api, plural: 'nodes' }),
    (node) => [[node.metadata.name, node.usage]],
  );
}

/** What each container of a namespace uses, by `pod/container`. */
export function usageOfContainers(cluster: Cluster, namespace: string): Promise<Used> {
  return asked<PodMetrics>(
    cluster,
    () => cluster.custom.listNamespacedCustomObject({ ...api, namespace, plural: 'pods' }),
    ({ metadata, containers }) => containers.map(({ name, usage }) => [`${metadata.name}/${name}`, usage]),
  );
}

async function asked<Item>(
  { place }: Cluster,
  list: () => Promise<unknown>,
  read: (item: Item) => [string, Record<string, string>][],
): Promise<Used> {
  try {
    const { items } = (await list()) as { items: Item[] };
    const usage = items
      .flatMap(read)
      .map(([name, { cpu, memory }]): [string, Usage] => [
        name,
        { cpu: quantity(cpu) ?? 0, memory: quantity(memory) ?? 0 },
      ]);
    return { usage: new Map(usage) };
  } catch (error) {
    const failure = toFailure(error, place);
    const trouble = troubleOf(failure);
    if (trouble === 'forbidden') return { usage: new Map(), without: failure.message };
    // A metrics server that is registered, but away, makes the API server answer 503.
    if (trouble !== 'not served' && trouble !== 'not found' && trouble !== 'unreachable') throw failure;
    const without = `How much is used cannot be told: metrics.k8s.io does not answer in ${place.name} (see its metrics server).`;
    return { usage: new Map(), without };
  }
}
