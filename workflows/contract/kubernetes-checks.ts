import type { VolumeUsageQuestion } from './disk-checks.ts';
import type { Finding } from './findings.ts';
import type { ExpiryQuestion } from './hosts.ts';
import type { InPodQuestion } from './in-pod.ts';
import type { ClusterQuestion } from './kubernetes.ts';
import type { ThrottlingQuestion } from './prometheus.ts';

/** Questions to clusters. Each throws `TargetUnreachable` only when nothing could be asked. */
export interface KubernetesChecks {
  /** Pods that do not run, are not ready, restart, ran out of memory or wait for a place. */
  kubernetesPods(question: ClusterQuestion): Promise<Finding>;
  /** Services behind which no endpoint is ready. */
  kubernetesServices(question: ClusterQuestion): Promise<Finding>;
  /** Ingresses that lead to services which are missing, or without a ready endpoint. */
  kubernetesIngresses(question: ClusterQuestion): Promise<Finding>;
  /** Nodes that are not ready or under pressure; how much of each is used, where metrics.k8s.io answers. */
  kubernetesNodes(question: ClusterQuestion): Promise<Finding>;
  /** What the cluster reported within the last `since` ms, the most telling warnings first; sick with any warning. */
  kubernetesEvents(question: ClusterQuestion & { since: number }): Promise<Finding>;
  /** The revisions of the workloads; sick when one was rolled out within the last `recent` ms, or is not complete. */
  kubernetesRollouts(question: ClusterQuestion & { recent: number }): Promise<Finding>;
  /** What containers request, may have and use; sick when one uses `warnAt` percent of its limit of `by`. */
  kubernetesResources(question: ClusterQuestion & { by: 'cpu' | 'memory'; warnAt: number }): Promise<Finding>;
  /** Containers that are held back by their CPU limit; sick when one is in more than `above` percent of its time. */
  kubernetesThrottling(question: ThrottlingQuestion): Promise<Finding>;
  /** Autoscalers at their limit, or without what they measure. */
  kubernetesAutoscalers(question: ClusterQuestion): Promise<Finding>;
  /** Volume claims that are lost, or that pods wait for. */
  kubernetesVolumeClaims(question: ClusterQuestion): Promise<Finding>;
  /** How full the volumes are; sick when one is more than `above` percent full. */
  kubernetesVolumeUsage(question: VolumeUsageQuestion): Promise<Finding>;
  /** What network policies allow the workloads; sick when they allow nothing, or one was changed within the last `recent` ms. */
  kubernetesNetworkPolicies(question: ClusterQuestion & { recent: number }): Promise<Finding>;
  /** Which config maps were changed when and by whom; sick when one was within the last `recent` ms, other than by Mayday. */
  kubernetesConfigMaps(question: ClusterQuestion & { recent: number }): Promise<Finding>;
  /** Runs a program of the catalogue in the pod of its workload that has most to tell; sick unless it ends with 0. */
  kubernetesExec(question: InPodQuestion): Promise<Finding>;
  /** The series of the catalogue that the pods of a workload (its id) serve themselves, added up; never sick. */
  kubernetesPodMetrics(question: ClusterQuestion & { workload: string }): Promise<Finding>;
  /** The last `tail` lines of the last `since` ms of each container of a workload (its id); sick with more than `atMost` error lines, or any. */
  kubernetesLogs(
    question: ClusterQuestion & { workload: string; tail: number; since: number; atMost?: number },
  ): Promise<Finding>;
  /** Certificates of cert-manager that are not ready, end soon, or were not renewed when they should have been. */
  kubernetesCertificates(question: ClusterQuestion & ExpiryQuestion): Promise<Finding>;
}
