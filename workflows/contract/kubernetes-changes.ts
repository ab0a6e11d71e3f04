import type { ClusterTarget, EntranceTarget, WorkloadTarget } from './kubernetes.ts';
import type { MitigationTerms } from './mitigations.ts';

export interface NamespaceTarget {
  id: string;
  kind: 'namespace';
  name: string;
}

export interface ConfigMapTarget {
  id: string;
  kind: 'configMap';
  namespace: string;
  name: string;
}

/** A certificate of cert-manager. */
export interface CertificateTarget {
  id: string;
  kind: 'certificate';
  namespace: string;
  name: string;
}

/** The most that is given to anything of a cluster; all but `replicas` as quantities: `8Gi`, `500m`. */
export interface Ceilings {
  replicas: number;
  memory: string;
  cpu: string;
  storage: string;
}

interface KubernetesTerms extends MitigationTerms {
  /** Absent = the worker's own cluster. */
  cluster?: ClusterTarget;
}

/** Starts the pods anew; of a namespace, those of all its deployments but data stores. */
export interface RestartWorkload extends KubernetesTerms {
  action: 'kubernetes.restart';
  target: WorkloadTarget | NamespaceTarget;
  /** The catalogue's workloads of a namespace; empty for a workload. */
  within: WorkloadTarget[];
}

/** Ends one pod, which its owner starts anew. Asks for `pod`. */
export interface RestartPod extends KubernetesTerms {
  action: 'kubernetes.restartPod';
  target: WorkloadTarget;
}

export interface ScaleWorkload extends KubernetesTerms {
  action: 'kubernetes.scale';
  target: WorkloadTarget;
  replicas: number;
  /** Fewer pods than run now are what is meant; without it, it never scales down. */
  down: boolean;
}

export interface RollBack extends KubernetesTerms {
  action: 'kubernetes.rollback';
  target: WorkloadTarget;
  /** ms; an older revision is not to blame, and what came before it is long gone. */
  ifNewerThan: number;
}

/** May ask for `memory` and `cpu`. */
export interface SetResources extends KubernetesTerms {
  action: 'kubernetes.setResources';
  target: WorkloadTarget;
  /** Of the pod's containers; absent where it has one. */
  container?: string;
  /** Quantities. */
  limits: { memory?: string; cpu?: string };
  /** The most that may be answered. */
  ceilings: Pick<Ceilings, 'memory' | 'cpu'>;
}

/** May ask for `variable` and `size`, its value. */
export interface SetEnvironment extends KubernetesTerms {
  action: 'kubernetes.setEnvironment';
  target: WorkloadTarget;
  container?: string;
  values: Record<string, string>;
}

export interface PatchConfigMap extends KubernetesTerms {
  action: 'kubernetes.patchConfigMap';
  target: ConfigMapTarget;
  values: Record<string, string>;
  /** Whose pods read it when they start. */
  restarts: WorkloadTarget[];
}

export interface PatchSelector extends KubernetesTerms {
  action: 'kubernetes.patchSelector';
  target: EntranceTarget;
  values: Record<string, string>;
}

export interface AnnotateIngress extends KubernetesTerms {
  action: 'kubernetes.annotateIngress';
  target: EntranceTarget;
  values: Record<string, string>;
}

export interface ApplyManifest extends KubernetesTerms {
  action: 'kubernetes.applyManifest';
  target: NamespaceTarget;
  /** Below the worker's folder of manifests. */
  file: string;
}

/** Asks for `claim`, its `namespace` where the catalogue leaves that open, and `size`. */
export interface ExpandVolume extends KubernetesTerms {
  action: 'kubernetes.expandVolume';
  target: NamespaceTarget;
  /** Those of the catalogue that may be answered. */
  namespaces: string[];
  /** The most that may be answered. */
  ceiling: string;
}

/** Asks for `certificate` where its target is a namespace, and for `namespace` where the catalogue leaves that open. */
export interface RenewCertificate extends KubernetesTerms {
  action: 'certificates.renew';
  target: CertificateTarget | NamespaceTarget;
  /** Those of the catalogue that may be answered; empty for a certificate. */
  namespaces: string[];
}

/** A change of one thing of a cluster. */
export type KubernetesMitigation =
  | RestartWorkload
  | RestartPod
  | ScaleWorkload
  | RollBack
  | SetResources
  | SetEnvironment
  | PatchConfigMap
  | PatchSelector
  | AnnotateIngress
  | ApplyManifest
  | ExpandVolume
  | RenewCertificate;
