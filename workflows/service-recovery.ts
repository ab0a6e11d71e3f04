import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import type { Topic } from './incident/cluster-questions.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import { lookAtClusters } from './incident/look-at-clusters.ts';
import type { Offered } from './incident/mitigation.ts';
import { offerAsCalledFor } from './incident/offer-as-called-for.ts';
import { symptomsOf } from './incident/symptoms.ts';
import { worthRestarting } from './incident/worth-restarting.ts';

/**
 * Service recovery: what does not run is started again, whatever was rolled out before. (000 Service Restart; 001 Service
 * Recovery; 003 Restart failing pods; 004 §1, 5)
 */
export async function serviceRecovery(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('serviceRecovery', input, startAgain);
}

const asked: Topic[] = ['pods', 'rollouts', 'services', 'events', 'logs'];

async function startAgain(incident: Incident): Promise<Offered | 'nothing left'> {
  const found = await lookAtClusters(incident, asked);
  const symptoms = symptomsOf(incident.profile, found);
  return await offerAsCalledFor(incident, found, {
    'kubernetes.restartPod': symptoms.failing,
    'kubernetes.restart': worthRestarting(incident.profile, { ...symptoms, deployed: [] }, found.health),
  });
}
