import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import type { Topic } from './diagnosis/cluster-questions.ts';
import { sayWhatWasDeployedBefore } from './diagnosis/deploy-and-errors.ts';
import { lookAtClusters } from './diagnosis/look-at-clusters.ts';
import { offerAsCalledFor } from './diagnosis/offer-as-called-for.ts';
import { symptomsOf } from './diagnosis/symptoms.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import type { Offered } from './incident/mitigation.ts';

/**
 * Performance degradation: is anything short of CPU or memory? Then more pods, a new start where memory is full, and
 * caching. (000, 001, 002 Performance Degradation; 003 §2, §5; 004 §4) Whether more traffic is legitimate is for people
 * to say, and so is a higher rate limit.
 */
export async function performanceDegradation(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('performanceDegradation', input, makeRoom);
}

const asked: Topic[] = ['cpu', 'memory', 'throttling', 'nodes', 'autoscalers', 'pods', 'rollouts', 'events'];

async function makeRoom(incident: Incident): Promise<Offered | 'nothing left'> {
  const found = await lookAtClusters(incident, asked);
  sayWhatWasDeployedBefore(incident, found);
  const { shortOfMemory, shortOfCpu } = symptomsOf(incident.profile, found);
  const short = [...shortOfCpu, ...shortOfMemory];
  return await offerAsCalledFor(incident, found, {
    'kubernetes.scale': short,
    'kubernetes.restart': shortOfMemory,
    'kubernetes.patchConfigMap': short,
  });
}
