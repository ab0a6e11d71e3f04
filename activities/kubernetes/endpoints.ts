import type { V1Service } from '@kubernetes/client-node';
import type { EntranceTarget, KubernetesScope } from '../../workflows/contract/kubernetes.ts';
import { gather } from './check.ts';
import type { Cluster } from './clusters.ts';
import { named } from './existing.ts';
import { type List, listed } from './listing.ts';
import { listedOfPart, type Within } from './parts.ts';

/** Endpoints of a service, by whether they take requests. */
export interface Endpoints {
  ready: number;
  notReady: number;
}

/** The endpoints of a service, over all of its EndpointSlices. */
export async function endpointsOf(
  { discovery }: Cluster,
  namespace: string,
  service: string,
): Promise<Endpoints> {
  const labelSelector = `kubernetes.io/service-name=${service}`;
  const { items } = await listed(`slices of endpoints of ${service}`, (page) =>
    discovery.listNamespacedEndpointSlice({ namespace, labelSelector, ...page }),
  );
  const all = items.flatMap(({ endpoints }) => endpoints ?? []);
  // Unknown counts as ready, says the API.
  const ready = all.filter(({ conditions }) => conditions?.ready !== false).length;
  return { ready, notReady: all.length - ready };
}

/** Every service or ingress of the system's own namespaces, and those of the catalogue in others; missing ones are a failure. */
export async function entrancesInScope<Thing>(
  cluster: Cluster,
  { namespaces, entrances }: KubernetesScope,
  kind: EntranceTarget['kind'],
  read: (reference: { namespace: string; name: string }) => Promise<Thing>,
  list: (within: Within) => Promise<List<Thing>>,
) {
  const ours = entrances.filter((each) => each.kind === kind);
  const elsewhere = ours.filter(({ namespace }) => !namespaces.includes(namespace));
  return await gather<string | EntranceTarget, Thing>(
    cluster.place,
    [...namespaces, ...elsewhere],
    async (part) => {
      if (typeof part !== 'string') {
        return [await named(cluster, part, read, list as Parameters<typeof named<Thing>>[3])];
      }
      const all = await listedOfPart(kind === 'service' ? 'services' : 'ingresses', part, list);
      const names = all.items.map((item) => (item as V1Service).metadata?.name);
      for (const wanted of ours.filter(({ namespace }) => namespace === part)) {
        if (!names.includes(wanted.name)) {
          await named(cluster, wanted, read, list as Parameters<typeof named<Thing>>[3]);
        }
      }
      return all;
    },
  );
}
