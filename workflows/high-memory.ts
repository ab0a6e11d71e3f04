import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import type { Topic } from './diagnosis/cluster-questions.ts';
import { lookAtClusters } from './diagnosis/look-at-clusters.ts';
import { offerAsCalledFor } from './diagnosis/offer-as-called-for.ts';
import { symptomsOf } from './diagnosis/symptoms.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import type { Offered } from './incident/mitigation.ts';

/**
 * High memory usage: who was killed for it, who is near the limit? They get a higher limit, more pods or a new start.
 * (000 High Memory Usage; 001 Infrastructure Fixes; 002 High Memory Usage; 003 Common Issues, 2)
 */
export async function highMemory(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('highMemory', input, giveMemory);
}

const asked: Topic[] = ['memory', 'pods', 'nodes', 'events', 'autoscalers'];

async function giveMemory(incident: Incident): Promise<Offered | 'nothing left'> {
  const found = await lookAtClusters(incident, asked);
  const { shortOfMemory } = symptomsOf(incident.profile, found);
  return await offerAsCalledFor(incident, found, {
    'kubernetes.setResources': shortOfMemory,
    'kubernetes.scale': shortOfMemory,
    'kubernetes.restart': shortOfMemory,
  });
}
