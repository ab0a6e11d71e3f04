import {
  type ApiType,
  AppsV1Api,
  AutoscalingV2Api,
  type Configuration,
  CoreV1Api,
  CustomObjectsApi,
  createConfiguration,
  DiscoveryV1Api,
  Exec,
  type KubeConfig,
  NetworkingV1Api,
  ServerConfiguration,
  StorageV1Api,
} from '@kubernetes/client-node';
import { clusterName, type KubernetesScope } from '../../workflows/contract/kubernetes.ts';
import type { PoolDependencies } from '../dependencies.ts';
import { secretsOf, settingsOf } from './cluster-settings.ts';
import { type Place, toFailure } from './failures.ts';

/** The parts of a cluster's API that the checks ask, each request with 5 s of patience. */
export interface Cluster {
  core: CoreV1Api;
  apps: AppsV1Api;
  autoscaling: AutoscalingV2Api;
  discovery: DiscoveryV1Api;
  networking: NetworkingV1Api;
  storage: StorageV1Api;
  custom: CustomObjectsApi;
  exec: Exec;
  place: Place;
}

/** Our access to clusters. */
export interface Kubernetes {
  /**
   * Does some work on the cluster of a scope or mitigation.
   * @throws ApplicationFailure of the type that `failures.ts` gives to what went wrong
   */
  on<T>(of: Pick<KubernetesScope, 'cluster'>, work: (cluster: Cluster) => Promise<T>): Promise<T>;
}

const patience = 5_000;

/** Settings are read anew for each piece of work, so that renewed credentials count at once. */
export function kubernetesClusters({
  resolve,
  kubernetes,
}: Pick<PoolDependencies, 'resolve' | 'kubernetes'>): Kubernetes {
  return {
    async on(of, work) {
      const settings = settingsOf(of.cluster, resolve, kubernetes);
      const server = settings.getCurrentCluster()?.server ?? '';
      const place: Place = { name: clusterName(of), server, secrets: secretsOf(settings) };
      try {
        return await work(clusterAt(server, settings, place));
      } catch (error) {
        throw toFailure(error, place);
      }
    },
  };
}

function clusterAt(server: string, settings: KubeConfig, place: Place): Cluster {
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration(server, {}),
    authMethods: { default: settings },
    promiseMiddleware: [
      {
        async pre(context) {
          context.setSignal(AbortSignal.timeout(patience));
          return context;
        },
        post: async (context) => context,
      },
    ],
  });
  const api = <T extends ApiType>(type: new (configuration: Configuration) => T) => new type(configuration);
  return {
    core: api(CoreV1Api),
    apps: api(AppsV1Api),
    autoscaling: api(AutoscalingV2Api),
    discovery: api(DiscoveryV1Api),
    networking: api(NetworkingV1Api),
    storage: api(StorageV1Api),
    custom: api(CustomObjectsApi),
    exec: new Exec(settings),
    place,
  };
}
