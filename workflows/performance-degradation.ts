import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import type { Topic } from './diagnosis/cluster-questions.ts';
import { sayWhatChangedBefore } from './diagnosis/deploy-and-errors.ts';
import { lookAtClusters } from './diagnosis/look-at-clusters.ts';
import { offerAsCalledFor } from './diagnosis/offer-as-called-for.ts';
import { type RequestTopic, requestQuestions } from './diagnosis/request-questions.ts';
import { storeQuestions } from './diagnosis/store-questions.ts';
import { symptomsOf } from './diagnosis/symptoms.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import type { Offered } from './incident/mitigation.ts';

/**
 * Performance degradation: how long do answers take, and is anything short of CPU or memory, or the database or cache
 * slow? Then more pods, a new start where memory is full, and caching. (000, 001, 002 Performance Degradation; 003 §2,
 * §5; 004 §4) Whether more traffic is legitimate is for people to say, and so is a higher rate limit.
 */
export async function performanceDegradation(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('performanceDegradation', input, makeRoom);
}

const askedOfRequests: RequestTopic[] = ['latency', 'requests', 'alerts'];
const asked: Topic[] = [
  'cpu',
  'memory',
  'throttling',
  'nodes',
  'autoscalers',
  'pods',
  'rollouts',
  'config maps',
  'events',
];

async function makeRoom(incident: Incident): Promise<Offered | 'nothing left'> {
  const found = await lookAtClusters(incident, asked, {
    ...requestQuestions(incident, askedOfRequests),
    ...storeQuestions(incident.profile.runbook),
  });
  sayWhatChangedBefore(incident, found);
  const { shortOfMemory, shortOfCpu, slow } = symptomsOf(incident.profile, found);
  const tight = [...shortOfCpu, ...shortOfMemory];
  const short = [...new Set([...slow.filter((id) => tight.includes(id)), ...tight])];
  return await offerAsCalledFor(incident, found, {
    'kubernetes.scale': short,
    'kubernetes.restart': shortOfMemory,
    // What is slow without being short of anything is not helped by more pods, but by asking less.
    'kubernetes.patchConfigMap': [...new Set([...short, ...slow])],
  });
}
