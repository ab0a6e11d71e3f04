import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import type { Topic } from './diagnosis/cluster-questions.ts';
import { lookAtClusters } from './diagnosis/look-at-clusters.ts';
import { offerAsCalledFor } from './diagnosis/offer-as-called-for.ts';
import { symptomsOf } from './diagnosis/symptoms.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import type { Offered } from './incident/mitigation.ts';

/** High CPU usage: which pods run hot, and whom does the limit hold back? More pods share the load. (003 Common Issues, 1) */
export async function highCpu(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('highCpu', input, shareLoad);
}

const asked: Topic[] = ['cpu', 'throttling', 'nodes', 'pods', 'autoscalers'];

async function shareLoad(incident: Incident): Promise<Offered | 'nothing left'> {
  const found = await lookAtClusters(incident, asked);
  const { shortOfCpu } = symptomsOf(incident.profile, found);
  return await offerAsCalledFor(incident, found, {
    'kubernetes.scale': shortOfCpu,
    'kubernetes.setResources': shortOfCpu,
  });
}
