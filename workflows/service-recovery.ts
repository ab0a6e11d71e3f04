import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import type { Topic } from './diagnosis/cluster-questions.ts';
import { lookAtClusters } from './diagnosis/look-at-clusters.ts';
import { offerAsCalledFor } from './diagnosis/offer-as-called-for.ts';
import { symptomsOf } from './diagnosis/symptoms.ts';
import { worthRestarting } from './diagnosis/worth-restarting.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import type { Offered } from './incident/mitigation.ts';

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
