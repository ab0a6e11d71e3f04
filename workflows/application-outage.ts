import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import type { Topic } from './diagnosis/cluster-questions.ts';
import { sayWhatChangedBefore } from './diagnosis/deploy-and-errors.ts';
import { lookAtClusters } from './diagnosis/look-at-clusters.ts';
import { offerAsCalledFor } from './diagnosis/offer-as-called-for.ts';
import { symptomsOf } from './diagnosis/symptoms.ts';
import { worthRestarting } from './diagnosis/worth-restarting.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import type { Offered } from './incident/mitigation.ts';

/**
 * Application outage: what of it does not run, what was rolled out of late, what do its logs say? Back to the version
 * before after a recent deploy, more pods where they are short of resources, a new start where it looks like
 * configuration. (000 steps 2, 4, 5; 001 Application Down; 002 Application Outage; 003 Quick Checks, Quick Fixes; 004 §1)
 */
export async function applicationOutage(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('applicationOutage', input, bringBack);
}

const asked: Topic[] = [
  'pods',
  'rollouts',
  'config maps',
  'events',
  'services',
  'ingresses',
  'nodes',
  'memory',
  'cpu',
  'autoscalers',
  'volume claims',
  'network policies',
  'logs',
];

async function bringBack(incident: Incident): Promise<Offered | 'nothing left'> {
  const found = await lookAtClusters(incident, asked);
  sayWhatChangedBefore(incident, found);
  const symptoms = symptomsOf(incident.profile, found);
  const { deployed, shortOfMemory, shortOfCpu } = symptoms;
  return await offerAsCalledFor(incident, found, {
    'kubernetes.rollback': deployed,
    'kubernetes.scale': [...shortOfMemory, ...shortOfCpu],
    'kubernetes.restart': worthRestarting(incident.profile, symptoms, found.health),
  });
}
