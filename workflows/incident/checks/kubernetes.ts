import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { Finding } from '../../contract/findings.ts';
import type { InPodQuestion } from '../../contract/in-pod.ts';
import { clusterName } from '../../contract/kubernetes.ts';
import type { KubernetesChecks } from '../../contract/kubernetes-checks.ts';
import { oneLine } from '../../contract/one-line.ts';
import { abandonable, asking } from '../asking.ts';

export function kubernetesChecks(checks: ActivityInterfaceFor<KubernetesChecks>) {
  return {
    kubernetesPods: asking(checks.kubernetesPods, ({ scope }) => `Do the pods of ${clusterName(scope)} run?`),
    kubernetesServices: asking(
      checks.kubernetesServices,
      ({ scope }) => `Which services of ${clusterName(scope)} have nothing behind them?`,
    ),
    kubernetesIngresses: asking(
      checks.kubernetesIngresses,
      ({ scope }) => `Where do the ingresses of ${clusterName(scope)} lead?`,
    ),
    kubernetesNodes: asking(
      checks.kubernetesNodes,
      ({ scope }) => `Are the nodes of ${clusterName(scope)} well?`,
    ),
    kubernetesEvents: asking(
      checks.kubernetesEvents,
      ({ scope }) => `What does ${clusterName(scope)} report?`,
    ),
    kubernetesRollouts: asking(
      checks.kubernetesRollouts,
      ({ scope }) => `What was rolled out in ${clusterName(scope)}?`,
    ),
    kubernetesResources: asking(
      checks.kubernetesResources,
      ({ scope, by }) => `Who uses the ${by} of ${clusterName(scope)}?`,
    ),
    kubernetesThrottling: asking(
      checks.kubernetesThrottling,
      ({ scope }) => `Whom do the CPU limits of ${clusterName(scope)} hold back?`,
    ),
    kubernetesAutoscalers: asking(
      checks.kubernetesAutoscalers,
      ({ scope }) => `Can the autoscalers of ${clusterName(scope)} scale?`,
    ),
    kubernetesVolumeClaims: asking(
      checks.kubernetesVolumeClaims,
      ({ scope }) => `Do pods of ${clusterName(scope)} wait for volumes?`,
    ),
    kubernetesVolumeUsage: asking(
      checks.kubernetesVolumeUsage,
      ({ scope }) => `How full are the volumes of ${clusterName(scope)}?`,
    ),
    kubernetesNetworkPolicies: asking(
      checks.kubernetesNetworkPolicies,
      ({ scope }) => `Who is let in and out of the workloads of ${clusterName(scope)}?`,
    ),
    kubernetesConfigMaps: asking(
      checks.kubernetesConfigMaps,
      ({ scope }) => `Which settings of ${clusterName(scope)} were changed?`,
    ),
    kubernetesExec: (question: InPodQuestion): Promise<Finding> =>
      abandonable(() =>
        checks.kubernetesExec.executeWithOptions(
          { summary: oneLine(`${question.command.title}?`), startToCloseTimeout: '25 s' },
          [question],
        ),
      ),
    kubernetesPodMetrics: asking(
      checks.kubernetesPodMetrics,
      ({ workload }) => `What do the pods of ${workload} count?`,
    ),
    kubernetesLogs: asking(checks.kubernetesLogs, ({ workload }) => `What do the logs of ${workload} say?`),
    kubernetesCertificates: asking(
      checks.kubernetesCertificates,
      ({ scope }) => `Do the certificates of ${clusterName(scope)} last?`,
    ),
  };
}
