import {
  type ApiType,
  AppsV1Api,
  AuthorizationV1Api,
  AutoscalingV2Api,
  BatchV1Api,
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
import type { Dispatcher } from 'undici';
import { refuseHost } from '../../outbound/lookup.ts';
import { guarded } from '../../outbound/reach.ts';
import { within } from '../../outbound/within.ts';
import { clusterName, type KubernetesScope } from '../../workflows/contract/kubernetes.ts';
import type { PoolDependencies } from '../dependencies.ts';
import { secretsOf, settingsOf } from './cluster-settings.ts';
import { type Place, toFailure } from './failures.ts';
import { ownWorkloadSentence } from './own-workloads.ts';
import { type RawObjects, rawObjects } from './raw-objects.ts';

/** The parts of a cluster's API that the checks ask, each request with 5 s of patience. */
export interface Cluster {
  core: CoreV1Api;
  apps: AppsV1Api;
  authorization: AuthorizationV1Api;
  autoscaling: AutoscalingV2Api;
  batch: BatchV1Api;
  discovery: DiscoveryV1Api;
  networking: NetworkingV1Api;
  storage: StorageV1Api;
  custom: CustomObjectsApi;
  exec: Exec;
  raw: RawObjects;
  place: Place;
  /** Why a workload, or all in a namespace, is never changed: Mayday itself runs in it. */
  own(thing: Parameters<typeof ownWorkloadSentence>[1]): string | undefined;
  /** The worker's folder of files that may be applied. */
  manifests?: string;
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
  manifests,
  ownWorkloads = [],
}: Pick<PoolDependencies, 'resolve' | 'kubernetes' | 'manifests' | 'ownWorkloads'>): Kubernetes {
  const own: Cluster['own'] = (thing) => ownWorkloadSentence(ownWorkloads, thing);
  return {
    async on(of, work) {
      const settings = settingsOf(of.cluster, resolve, kubernetes);
      const server = settings.getCurrentCluster()?.server ?? '';
      const place: Place = { name: clusterName(of), server, secrets: secretsOf(settings) };
      try {
        refuseHost(URL.parse(server)?.hostname ?? '');
        const cluster = { ...clusterAt(server, settings, place), own };
        return await work(manifests === undefined ? cluster : { ...cluster, manifests });
      } catch (error) {
        throw toFailure(error, place);
      }
    },
  };
}

function clusterAt(server: string, settings: KubeConfig, place: Place): Omit<Cluster, 'own'> {
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration(server, {}),
    authMethods: { default: settings },
    promiseMiddleware: [
      {
        async pre(context) {
          context.setSignal(AbortSignal.timeout(patience));
          const dispatcher = context.getDispatcher() as Dispatcher | undefined;
          context.setDispatcher((dispatcher ?? guarded).compose(within(new URL(server))));
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
    authorization: api(AuthorizationV1Api),
    autoscaling: api(AutoscalingV2Api),
    batch: api(BatchV1Api),
    discovery: api(DiscoveryV1Api),
    networking: api(NetworkingV1Api),
    storage: api(StorageV1Api),
    custom: api(CustomObjectsApi),
    exec: new Exec(settings),
    raw: rawObjects(configuration),
    place,
  };
}
