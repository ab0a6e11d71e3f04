import { kubernetesAutoscalers } from '../../../activities/kubernetes/autoscalers.ts';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import { kubernetesConfigMaps } from '../../../activities/kubernetes/config-maps.ts';
import { kubernetesEvents } from '../../../activities/kubernetes/events.ts';
import { kubernetesExec } from '../../../activities/kubernetes/exec.ts';
import { kubernetesIngresses } from '../../../activities/kubernetes/ingresses.ts';
import { kubernetesLogs } from '../../../activities/kubernetes/logs.ts';
import { kubernetesNetworkPolicies } from '../../../activities/kubernetes/network-policies.ts';
import { kubernetesNodes } from '../../../activities/kubernetes/nodes.ts';
import { kubernetesPodMetrics } from '../../../activities/kubernetes/pod-metrics.ts';
import { kubernetesPods } from '../../../activities/kubernetes/pods.ts';
import { kubernetesResources } from '../../../activities/kubernetes/resources.ts';
import { kubernetesRollouts } from '../../../activities/kubernetes/rollouts.ts';
import { kubernetesServices } from '../../../activities/kubernetes/services.ts';
import { kubernetesVolumeClaims } from '../../../activities/kubernetes/volume-claims.ts';
import { rightsIn } from '../../../demo/rights.ts';
import { type KubernetesServer, startKubernetes } from '../../../servers/kubernetes.ts';
import { until } from '../../../servers/process.ts';
import type { Finding } from '../../../workflows/contract/findings.ts';
import type { InPodCommand } from '../../../workflows/contract/in-pod.ts';
import type { ClusterTarget, KubernetesScope } from '../../../workflows/contract/kubernetes.ts';
import type { Manifest } from './objects.ts';

/** Every check by the word for it in the finding. */
export interface Checks {
  pods(): Promise<Finding>;
  services(): Promise<Finding>;
  ingresses(): Promise<Finding>;
  nodes(): Promise<Finding>;
  events(since?: number): Promise<Finding>;
  rollouts(recent?: number): Promise<Finding>;
  resources(by?: 'cpu' | 'memory'): Promise<Finding>;
  autoscalers(): Promise<Finding>;
  volumeClaims(): Promise<Finding>;
  networkPolicies(recent?: number): Promise<Finding>;
  configMaps(recent?: number): Promise<Finding>;
  exec(command?: string[], change?: Partial<InPodCommand>): Promise<Finding>;
  podMetrics(workload?: string): Promise<Finding>;
  logs(workload?: string, since?: number): Promise<Finding>;
}

/** A control plane with the namespace `shop`, and the account and rights of deploy/kubernetes/ as whom Mayday asks. */
export interface World {
  server: KubernetesServer;
  /** The bearer token of that account. */
  token: string;
  cluster: ClusterTarget;
  /** Of what `cluster` refers to. */
  resolve(text: string): string;
  /** The whole namespace `shop`, seen by Mayday's own account. */
  scope(change?: Partial<KubernetesScope>): KubernetesScope;
  ask(scope?: KubernetesScope): Checks;
  /** Creates something, or puts it in the place of what has that name. */
  apply(...manifests: Manifest[]): Promise<void>;
  /** Merges into something. */
  patch(place: string, change: object): Promise<void>;
  /** Takes everything out of the namespace that `apply` put there. */
  empty(): Promise<void>;
  /** Asks until the finding fits; fails with the last one. */
  eventually(ask: () => Promise<Finding>, fits: (finding: Finding) => boolean): Promise<Finding>;
  stop(): Promise<void>;
}

export async function startWorld({ users = {} }: { users?: Record<string, string[]> } = {}): Promise<World> {
  const server = await startKubernetes({ nodes: 2, logging: ['app', 'script'], executing: ['app'], users });
  const applied: string[] = [];
  const own = await rights();
  for (const name of ['shop', 'mayday'])
    await server.ask('POST', '/api/v1/namespaces', { metadata: { name } });
  for (const manifest of own) await server.ask('POST', collection(manifest), manifest);
  const { status } = (await server.ask('POST', '/api/v1/namespaces/mayday/serviceaccounts/worker/token', {
    spec: { expirationSeconds: 3_600 },
  })) as { status: { token: string } };
  const values: Record<string, string> = {
    SHOP_API: server.url,
    SHOP_CA: server.certificateAuthority,
    SHOP_TOKEN: status.token,
  };
  const resolve = (text: string) => text.replace(/^\$\{(.*)\}$/, (_, name: string) => values[name] ?? '');
  const kubernetes = kubernetesClusters({ resolve });
  const cluster: ClusterTarget = {
    id: 'eu',
    kind: 'cluster',
    url: reference('SHOP_API'),
    authority: reference('SHOP_CA'),
    bearer: reference('SHOP_TOKEN'),
  };
  const scope = (change: Partial<KubernetesScope> = {}): KubernetesScope => ({
    cluster,
    namespaces: ['shop'],
    workloads: [],
    entrances: [],
    recentDeploy: 3_600_000,
    recentErrors: 3_600_000,
    ...change,
  });

  return {
    server,
    token: status.token,
    cluster,
    resolve,
    scope,
    ask: (of = scope()) => ({
      pods: () => kubernetesPods(kubernetes)({ scope: of }),
      services: () => kubernetesServices(kubernetes)({ scope: of }),
      ingresses: () => kubernetesIngresses(kubernetes)({ scope: of }),
      nodes: () => kubernetesNodes(kubernetes)({ scope: of }),
      events: (since = 3_600_000) => kubernetesEvents(kubernetes)({ scope: of, since }),
      rollouts: (recent = 3_600_000) => kubernetesRollouts(kubernetes)({ scope: of, recent }),
      resources: (by = 'memory') => kubernetesResources(kubernetes)({ scope: of, by, warnAt: 90 }),
      autoscalers: () => kubernetesAutoscalers(kubernetes)({ scope: of }),
      volumeClaims: () => kubernetesVolumeClaims(kubernetes)({ scope: of }),
      podMetrics: (workload = 'backend') => kubernetesPodMetrics(kubernetes)({ scope: of, workload }),
      exec: (command = ['df', '-h'], change = {}) =>
        kubernetesExec(kubernetes)({
          scope: of,
          command: {
            name: 'look',
            title: 'Look',
            workload: 'backend',
            command,
            diskSickAbove: 90,
            ...change,
          },
        }),
      networkPolicies: (recent = 3_600_000) => kubernetesNetworkPolicies(kubernetes)({ scope: of, recent }),
      configMaps: (recent = 3_600_000) => kubernetesConfigMaps(kubernetes)({ scope: of, recent }),
      logs: (workload = 'backend', since = 3_600_000) =>
        kubernetesLogs(kubernetes)({ scope: of, workload, tail: 100, since }),
    }),
    async apply(...manifests) {
      for (const manifest of manifests) {
        const place = `${collection(manifest)}/${manifest.metadata.name}`;
        if (applied.includes(place)) {
          await server.ask('PUT', place, manifest);
        } else {
          await server.ask('POST', collection(manifest), manifest);
          applied.push(place);
        }
      }
    },
    patch: async (place, change) => void (await server.ask('PATCH', place, change)),
    async empty() {
      for (const place of applied.splice(0)) await server.ask('DELETE', place).catch(() => {});
      const gone = ['pods', 'events', 'persistentvolumeclaims'];
      await until(
        async () => {
          let left = 0;
          for (const kind of gone) {
            const all = `/api/v1/namespaces/shop/${kind}`;
            const { items } = (await server.ask('GET', all)) as { items: unknown[] };
            left += items.length;
            if (items.length > 0 && kind !== 'pods') await server.ask('DELETE', all);
          }
          return left === 0;
        },
        { deadlineMs: 60_000 },
      );
    },
    async eventually(ask, fits) {
      let last: Finding | undefined;
      await until(
        async () => {
          last = await ask();
          return fits(last);
        },
        { deadlineMs: 60_000, everyMs: 100 },
      ).catch((error: Error) => {
        throw new Error(`${error.message}; the last finding was ${JSON.stringify(last, undefined, 1)}`);
      });
      return last as Finding;
    },
    stop: () => server.stop(),
  };
}

/** As the catalogue writes what only the worker knows. */
export const reference = (name: string) => `\${${name}}`;

/** What deploy/kubernetes/ gives to Mayday's workers. */
export async function rights(): Promise<Manifest[]> {
  return (await rightsIn(['shop'])) as Manifest[];
}

const plurals: Record<string, string> = {
  Ingress: 'ingresses',
  StorageClass: 'storageclasses',
  NetworkPolicy: 'networkpolicies',
};

/** Where the API keeps objects of this kind. */
export function collection({ apiVersion, kind, metadata }: Manifest): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const within = metadata.namespace ? `/namespaces/${metadata.namespace}` : '';
  return `${root}${within}/${plurals[kind] ?? `${kind.toLowerCase()}s`}`;
}
