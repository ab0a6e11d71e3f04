import type { V1Service } from '@kubernetes/client-node';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { counted } from '../amounts.ts';
import { check, gather } from './check.ts';
import type { Cluster, Kubernetes } from './clusters.ts';
import { endpointsOf, entrancesInScope } from './endpoints.ts';
import { orNone } from './words.ts';

/** Services behind which nothing takes requests. */
export function kubernetesServices(kubernetes: Kubernetes): PoolActivities['kubernetesServices'] {
  return ({ scope }) =>
    check('services', kubernetes, scope, async (cluster) => {
      const { core } = cluster;
      const { items, gaps } = await entrancesInScope<V1Service>(
        cluster,
        scope,
        'service',
        (reference) => core.readNamespacedService(reference),
        (within) => core.listNamespacedService(within),
      );
      const judged = await gather(
        cluster.place,
        items.filter(({ spec }) => spec?.type !== 'ExternalName'),
        async (service) => [await serviceRow(cluster, service)],
      );
      const rows = judged.items.sort((a, b) => a.ready - b.ready || b.notReady - a.notReady);
      const sick = rows.filter(({ ready }) => ready === 0);
      return {
        sick: sick.length > 0,
        says:
          sick.length > 0
            ? `${sick.length} of ${counted(rows.length, 'service')} without a ready endpoint: ${sick.slice(0, 3).map(inWords).join('; ')}.`
            : orNone(rows, 'service', `${counted(rows.length, 'service')}, each with ready endpoints.`),
        evidence: rows,
        gaps: [...gaps, ...judged.gaps],
      };
    });
}

type Row = Awaited<ReturnType<typeof serviceRow>>;

async function serviceRow(cluster: Cluster, { metadata, spec }: V1Service) {
  const { namespace = '', name = '' } = metadata ?? {};
  const selector = Object.entries(spec?.selector ?? {}).map(([key, value]) => `${key}=${value}`);
  return {
    namespace,
    service: name,
    ...(await endpointsOf(cluster, namespace, name)),
    selector: selector.join(','),
  };
}

function inWords({ namespace, service, notReady, selector }: Row): string {
  const why =
    notReady > 0
      ? `${counted(notReady, 'pod')} not ready`
      : `no pod runs with ${selector || 'its endpoints'}`;
  return `${namespace}/${service} (${why})`;
}
