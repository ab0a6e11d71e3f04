import type { Finding } from '../contract/findings.ts';
import type { KubernetesScope } from '../contract/kubernetes.ts';
import type { SystemProfile } from '../contract/profile.ts';
import type { Checks } from '../incident/activities.ts';

type Question = (ask: Checks) => Promise<Finding>;

/** What a story can ask of the clusters of its system. */
export type Topic = keyof typeof ofCluster | 'throttling' | 'volume usage' | 'logs' | 'config maps';

/** Lines of each container's log. */
const tail = 100;

const ofCluster = {
  pods: (ask: Checks, scope: KubernetesScope) => ask.kubernetesPods({ scope }),
  rollouts: (ask: Checks, scope: KubernetesScope) =>
    ask.kubernetesRollouts({ scope, recent: scope.recentDeploy }),
  events: (ask: Checks, scope: KubernetesScope) => ask.kubernetesEvents({ scope, since: scope.recentErrors }),
  services: (ask: Checks, scope: KubernetesScope) => ask.kubernetesServices({ scope }),
  ingresses: (ask: Checks, scope: KubernetesScope) => ask.kubernetesIngresses({ scope }),
  nodes: (ask: Checks, scope: KubernetesScope) => ask.kubernetesNodes({ scope }),
  memory: (ask: Checks, scope: KubernetesScope) =>
    ask.kubernetesResources({ scope, by: 'memory', warnAt: warnAt(scope).memory }),
  cpu: (ask: Checks, scope: KubernetesScope) =>
    ask.kubernetesResources({ scope, by: 'cpu', warnAt: warnAt(scope).cpu }),
  autoscalers: (ask: Checks, scope: KubernetesScope) => ask.kubernetesAutoscalers({ scope }),
  'volume claims': (ask: Checks, scope: KubernetesScope) => ask.kubernetesVolumeClaims({ scope }),
  'network policies': (ask: Checks, scope: KubernetesScope) =>
    ask.kubernetesNetworkPolicies({ scope, recent: scope.recentDeploy }),
};

/** The questions of a runbook to each cluster of its system, or to parts of them; `throttling` and `volume usage` where there is a Prometheus. */
export function clusterQuestions(
  { kubernetes = [], prometheus, runbook }: SystemProfile,
  topics: readonly Topic[],
  scopes: readonly KubernetesScope[] = kubernetes,
): Record<string, Question> {
  const questions = scopes.flatMap((scope) =>
    topics.flatMap((topic): [string, Question][] => {
      switch (topic) {
        case 'logs':
          return logQuestions(scope);
        case 'throttling': {
          if (!prometheus) return [];
          const { target, throttledAbove: above } = prometheus;
          return [
            [
              questionName(topic, scope),
              (ask) => ask.kubernetesThrottling({ scope, prometheus: target, above }),
            ],
          ];
        }
        case 'volume usage': {
          if (!prometheus || !runbook.disks) return [];
          const { above } = runbook.disks;
          const { target } = prometheus;
          return [
            [
              questionName(topic, scope),
              (ask) => ask.kubernetesVolumeUsage({ scope, prometheus: target, above }),
            ],
          ];
        }
        case 'config maps':
          return scope.configMaps
            ? [
                [
                  questionName(topic, scope),
                  (ask) => ask.kubernetesConfigMaps({ scope, recent: scope.recentDeploy }),
                ],
              ]
            : [];
        default:
          return [[questionName(topic, scope), (ask) => ofCluster[topic](ask, scope)]];
      }
    }),
  );
  return Object.fromEntries(questions);
}

/** What a question to a cluster, and the finding that answers it, is called. */
export function questionName(topic: Topic | `logs of ${string}`, { cluster }: KubernetesScope): string {
  return cluster ? `${topic} in ${cluster.id}` : topic;
}

/** What of each cluster belongs to some of its workloads only; clusters without any of them are left out. */
export function narrowedTo(ids: readonly string[], { kubernetes = [] }: SystemProfile): KubernetesScope[] {
  return kubernetes
    .map((scope) => ({
      ...scope,
      namespaces: [],
      entrances: [],
      workloads: scope.workloads.filter(({ id }) => ids.includes(id)),
    }))
    .filter(({ workloads }) => workloads.length > 0);
}

/** Percent of what a container may have, from where on it counts as short of it. */
export function warnAt({ usedWarnAt = { memory: 90, cpu: 90 } }: KubernetesScope) {
  return usedWarnAt;
}

/** The logs of data stores are asked only where a runbook is about them. */
function logQuestions(scope: KubernetesScope): [string, Question][] {
  const all = scope.workloads.every(({ dataStore }) => dataStore);
  return scope.workloads
    .filter(({ dataStore }) => all || !dataStore)
    .map(({ id: workload }) => [
      questionName(`logs of ${workload}`, scope),
      (ask) => ask.kubernetesLogs({ scope, workload, tail, since: scope.recentErrors }),
    ]);
}
