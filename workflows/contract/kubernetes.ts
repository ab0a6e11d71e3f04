import type { CertificateTarget } from './kubernetes-changes.ts';
import type { Reference } from './profile.ts';

/** A cluster of the catalogue: by a kubeconfig, or by address and credentials. */
export interface ClusterTarget {
  id: string;
  kind: 'cluster';
  /** The text of a kubeconfig, or the path of one. */
  kubeconfig?: Reference;
  /** Of the kubeconfig; its current one by default. */
  context?: string;
  url?: Reference;
  /** PEM of whom to trust. */
  authority?: Reference;
  bearer?: Reference;
  /** PEM */
  clientCertificate?: Reference;
  /** PEM */
  clientKey?: Reference;
}

export interface WorkloadTarget {
  id: string;
  kind: 'deployment' | 'statefulSet';
  namespace: string;
  name: string;
  /** Those that the document names; empty = all. */
  containers: string[];
  dataStore: boolean;
  /** Where each of its pods serves metrics of its own. */
  metrics?: PodMetrics;
}

/** What pods serve in the text format of Prometheus. */
export interface PodMetrics {
  port: number;
  /** `/metrics` */
  path: string;
  /** Names of the series that tell something. */
  series: string[];
}

/** A service or an ingress of the catalogue. */
export interface EntranceTarget {
  id: string;
  kind: 'service' | 'ingress';
  namespace: string;
  name: string;
}

/** What of one cluster stands in the catalogue: nothing else is looked at. */
export interface KubernetesScope {
  /** Absent = the worker's own cluster. */
  cluster?: ClusterTarget;
  /** Namespaces that belong to the system as a whole. */
  namespaces: string[];
  workloads: WorkloadTarget[];
  entrances: EntranceTarget[];
  /** Absent where the file names none. */
  certificates?: CertificateTarget[];
  /** ms; what was rolled out later than that may be to blame. */
  recentDeploy: number;
  /** ms back in which errors are looked for. */
  recentErrors: number;
  /** Whether its config maps are looked at; absent in profiles of an earlier release. */
  configMaps?: true;
  /** Percent of its limit from where on a container counts as short of it; absent in profiles of an earlier release. */
  usedWarnAt?: { memory: number; cpu: number };
}

/** What a check of one cluster needs. */
export interface ClusterQuestion {
  scope: KubernetesScope;
}

/** What people call the cluster of a scope. */
export function clusterName({ cluster }: Pick<KubernetesScope, 'cluster'>): string {
  return cluster ? `the cluster ${cluster.id}` : 'the cluster';
}
