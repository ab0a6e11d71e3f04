import type { Finding } from '../contract/findings.ts';
import type { KubernetesScope } from '../contract/kubernetes.ts';
import type { SystemProfile } from '../contract/profile.ts';
import type { Checks } from './activities.ts';

type Ask = (ask: Checks) => Promise<Finding>;

/** Everything that can be asked of the system's clusters, by a name for each; nothing where its file names none. */
export function clusterQuestions({ kubernetes = [] }: SystemProfile): Record<string, Ask> {
  return Object.assign({}, ...kubernetes.map((scope) => questionsOf(scope)));
}

/** Of log files, so many lines of each container. */
const tail = 100;

function questionsOf(scope: KubernetesScope): Record<string, Ask> {
  const { recentDeploy: recent, recentErrors: since, workloads, cluster } = scope;
  const where = cluster ? ` of ${cluster.id}` : '';
  const questions: Record<string, Ask> = {
    pods: (ask) => ask.kubernetesPods({ scope }),
    rollouts: (ask) => ask.kubernetesRollouts({ scope, recent }),
    events: (ask) => ask.kubernetesEvents({ scope, since }),
    services: (ask) => ask.kubernetesServices({ scope }),
    ingresses: (ask) => ask.kubernetesIngresses({ scope }),
    nodes: (ask) => ask.kubernetesNodes({ scope }),
    resources: (ask) => ask.kubernetesResources({ scope, by: 'memory', warnAt: 90 }),
    autoscalers: (ask) => ask.kubernetesAutoscalers({ scope }),
    volumeClaims: (ask) => ask.kubernetesVolumeClaims({ scope }),
  };
  for (const { id, dataStore } of workloads) {
    if (!dataStore)
      questions[`logs of ${id}`] = (ask) => ask.kubernetesLogs({ scope, workload: id, tail, since });
  }
  return Object.fromEntries(Object.entries(questions).map(([name, ask]) => [`${name}${where}`, ask]));
}
