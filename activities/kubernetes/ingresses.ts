import type { V1Ingress, V1IngressServiceBackend } from '@kubernetes/client-node';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { counted } from '../amounts.ts';
import { check, gather } from './check.ts';
import type { Cluster, Kubernetes } from './clusters.ts';
import { endpointsOf, entrancesInScope } from './endpoints.ts';
import { toFailure, troubleOf } from './failures.ts';
import { orNone } from './words.ts';

/** Ingresses that lead to services which are missing, or behind which nothing takes requests. */
export function kubernetesIngresses(kubernetes: Kubernetes): PoolActivities['kubernetesIngresses'] {
  return ({ scope }) =>
    check('ingresses', kubernetes, scope, async (cluster) => {
      const { networking } = cluster;
      const { items, gaps } = await entrancesInScope<V1Ingress>(
        cluster,
        scope,
        'ingress',
        (reference) => networking.readNamespacedIngress(reference),
        (within) => networking.listNamespacedIngress(within),
      );
      const judged = await gather(cluster.place, items.flatMap(routesOf), async (route) => [
        { ...route, trouble: await troubleBehind(cluster, route) },
      ]);
      const rows = judged.items.sort((a, b) => Number(b.trouble !== null) - Number(a.trouble !== null));
      const sick = rows.filter(({ trouble }) => trouble !== null);
      const example = sick.slice(0, 3).map(({ ingress, host, path, service, trouble }) => {
        return `${ingress} sends ${host}${path} to ${service}, which ${trouble}`;
      });
      return {
        sick: sick.length > 0,
        says:
          sick.length > 0
            ? `${sick.length} of ${counted(rows.length, 'route')} of ingresses lead nowhere: ${example.join('; ')}.`
            : orNone(
                items,
                'ingress',
                `${counted(items.length, 'ingress')} with ${counted(rows.length, 'route')}, each to a service with ready endpoints.`,
              ),
        evidence: rows,
        gaps: [...gaps, ...judged.gaps],
      };
    });
}

interface Route {
  namespace: string;
  ingress: string;
  host: string;
  path: string;
  service: string;
  /** Number or name. */
  port: string;
  /** Where the controller listens; null where it does not say. */
  address: string | null;
}

function routesOf({ metadata, spec, status }: V1Ingress): Route[] {
  const addresses = status?.loadBalancer?.ingress?.map(({ ip, hostname }) => hostname ?? ip);
  const route = (host: string, path: string, backend: V1IngressServiceBackend): Route => ({
    namespace: metadata?.namespace ?? '',
    ingress: metadata?.name ?? '',
    host,
    path,
    service: backend.name,
    port: String(backend.port?.number ?? backend.port?.name ?? ''),
    address: addresses?.join(', ') || null,
  });
  const others = spec?.defaultBackend?.service;
  return [
    ...(spec?.rules ?? []).flatMap(({ host, http }) =>
      (http?.paths ?? []).flatMap(({ path, backend }) =>
        backend.service ? route(host ?? 'any host', path ?? '/', backend.service) : [],
      ),
    ),
    ...(others ? [route('any host', '/', others)] : []),
  ];
}

async function troubleBehind(cluster: Cluster, { namespace, service, port }: Route): Promise<string | null> {
  try {
    const { spec } = await cluster.core.readNamespacedService({ namespace, name: service });
    const ports = spec?.ports ?? [];
    if (!ports.some((each) => each.name === port || String(each.port) === port)) {
      return `has no port ${port}, but ${ports.map((each) => each.port).join(', ') || 'none at all'}`;
    }
  } catch (error) {
    const failure = toFailure(error, cluster.place);
    if (troubleOf(failure) === 'not found') return 'does not exist';
    throw failure;
  }
  const { ready, notReady } = await endpointsOf(cluster, namespace, service);
  if (ready > 0) return null;
  return notReady > 0 ? `has no ready endpoint (${counted(notReady, 'pod')} not ready)` : 'has no endpoints';
}
