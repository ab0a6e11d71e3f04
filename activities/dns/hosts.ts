import { isIP } from 'node:net';
import type { V1Ingress } from '@kubernetes/client-node';
import { ApplicationFailure } from '@temporalio/common';
import type { KubernetesScope } from '../../workflows/contract/kubernetes.ts';
import type { HttpTarget } from '../../workflows/contract/profile.ts';
import type { Resolve } from '../dependencies.ts';
import type { Cluster } from '../kubernetes/clusters.ts';
import { entrancesInScope } from '../kubernetes/endpoints.ts';
import type { Found } from '../kubernetes/listing.ts';

/** A host by which the system is reached. */
export interface Host {
  name: string;
  port: number;
  tls: boolean;
  /** `target health`, `ingress shop/web` */
  of: string;
  /** Where the ingress says that it listens; empty where it does not say. */
  addresses: string[];
}

/** The hosts of HTTP targets; a gap names the target whose URL is none, or whose setting is missing. */
export function hostsOfTargets(targets: readonly HttpTarget[], resolve: Resolve): Found<Host> {
  const found: Found<Host> = { items: [], gaps: [] };
  for (const { id, url } of targets) {
    try {
      const { hostname, port, protocol } = new URL(resolve(url));
      const tls = protocol === 'https:';
      const name = hostname.replace(/^\[|\]$/g, '');
      found.items.push({
        name,
        port: Number(port) || (tls ? 443 : 80),
        tls,
        of: `target ${id}`,
        addresses: [],
      });
    } catch (error) {
      const why = error instanceof ApplicationFailure ? error.message : 'write https://host:port/path';
      found.gaps.push(`The URL of ${id} is of no use: ${why.replace(/\.$/, '')}.`);
    }
  }
  return found;
}

/** The hosts of the ingresses in a scope, without those with a wildcard; `port` is that of TLS. */
export async function hostsOfIngresses(
  cluster: Cluster,
  scope: KubernetesScope,
  port: number,
): Promise<Found<Host>> {
  const { networking } = cluster;
  const { items, gaps } = await entrancesInScope<V1Ingress>(
    cluster,
    scope,
    'ingress',
    (reference) => networking.readNamespacedIngress(reference),
    (within) => networking.listNamespacedIngress(within),
  );
  return { items: items.flatMap((ingress) => hostsOf(ingress, port)), gaps };
}

function hostsOf({ metadata, spec, status }: V1Ingress, port: number): Host[] {
  const secured = (spec?.tls ?? []).flatMap(({ hosts }) => hosts ?? []);
  const plain = (spec?.rules ?? []).flatMap(({ host }) => host ?? []);
  const addresses = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
  return [...new Set([...secured, ...plain])]
    .filter((name) => !name.includes('*'))
    .map((name) => {
      const tls = secured.includes(name);
      const of = `ingress ${metadata?.namespace}/${metadata?.name}`;
      return { name, port: tls ? port : 80, tls, of, addresses };
    });
}

/** Each name once, addresses left out: nobody has to look those up. */
export function namesOf(hosts: readonly Host[]): Host[] {
  const byName = new Map(hosts.toReversed().map((host) => [host.name, host]));
  return [...byName.values()].reverse().filter(({ name }) => isIP(name) === 0);
}
