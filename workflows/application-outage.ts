import type { Finding } from './contract/findings.ts';
import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import type { KubernetesScope } from './contract/kubernetes.ts';
import type { Checks } from './incident/activities.ts';
import { coordinate } from './incident/coordinate.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';

/**
 * Application outage: what of it does not run, what was rolled out of late, what do its logs say? (000 steps 2, 4, 5;
 * 001 Application Down; 002 Application Outage; 003 Quick Checks) The changes are up to people.
 */
export async function applicationOutage(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('applicationOutage', input, lookAtClusters);
}

async function lookAtClusters(incident: Incident): Promise<'for people' | 'nothing left'> {
  const { kubernetes = [] } = incident.profile;
  return await coordinate(incident, Object.assign({}, ...kubernetes.map(questionsOf)));
}

/** Lines of each container's log. */
const tail = 100;
/** Percent of its limit at which a container counts as short of memory. */
const warnAt = 90;

function questionsOf(scope: KubernetesScope): Record<string, (ask: Checks) => Promise<Finding>> {
  const { recentDeploy: recent, recentErrors: since, cluster } = scope;
  const questions: [string, (ask: Checks) => Promise<Finding>][] = [
    ['pods', (ask) => ask.kubernetesPods({ scope })],
    ['rollouts', (ask) => ask.kubernetesRollouts({ scope, recent })],
    ['events', (ask) => ask.kubernetesEvents({ scope, since })],
    ['services', (ask) => ask.kubernetesServices({ scope })],
    ['ingresses', (ask) => ask.kubernetesIngresses({ scope })],
    ['nodes', (ask) => ask.kubernetesNodes({ scope })],
    ['resources', (ask) => ask.kubernetesResources({ scope, by: 'memory', warnAt })],
    ['autoscalers', (ask) => ask.kubernetesAutoscalers({ scope })],
    ['volume claims', (ask) => ask.kubernetesVolumeClaims({ scope })],
    ['network policies', (ask) => ask.kubernetesNetworkPolicies({ scope, recent })],
  ];
  for (const { id, dataStore } of scope.workloads) {
    if (dataStore) continue;
    questions.push([`logs of ${id}`, (ask) => ask.kubernetesLogs({ scope, workload: id, tail, since })]);
  }
  return Object.fromEntries(
    questions.map(([name, ask]) => [cluster ? `${name} in ${cluster.id}` : name, ask]),
  );
}
