import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import type { Topic } from './diagnosis/cluster-questions.ts';
import { failingDependencies, sayWhoJudgesDependencies } from './diagnosis/dependencies.ts';
import { sayWhatChangedBefore } from './diagnosis/deploy-and-errors.ts';
import { lookAtClusters } from './diagnosis/look-at-clusters.ts';
import { offerAsCalledFor } from './diagnosis/offer-as-called-for.ts';
import { type RequestTopic, requestQuestions } from './diagnosis/request-questions.ts';
import { suggestSeverityByErrors } from './diagnosis/severity-by-errors.ts';
import { symptomsOf } from './diagnosis/symptoms.ts';
import { worthRestarting } from './diagnosis/worth-restarting.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import type { Offered } from './incident/mitigation.ts';

/**
 * High error rate: how many requests fail, which errors do the logs have, what was changed before they began, and does
 * something outside fail? (000 Application Issues; 001 High Error Rate, Immediate Mitigation; 002 High Error Rates;
 * 003 §4 Diagnosis, §5 Mitigation; 004 §3)
 */
export async function highErrorRate(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('highErrorRate', input, stopErrors);
}

const askedOfRequests: RequestTopic[] = ['error ratio', 'requests', 'latency', 'alerts'];
const asked: Topic[] = [
  'logs',
  'rollouts',
  'config maps',
  'pods',
  'events',
  'services',
  'memory',
  'cpu',
  'autoscalers',
];

async function stopErrors(incident: Incident): Promise<Offered | 'nothing left'> {
  const found = await lookAtClusters(incident, asked, requestQuestions(incident, askedOfRequests));
  sayWhatChangedBefore(incident, found);
  suggestSeverityByErrors(incident, found);
  sayWhoJudgesDependencies(incident);
  const symptoms = symptomsOf(incident.profile, found);
  const { deployed, failing, erring, shortOfMemory, shortOfCpu } = symptoms;
  const short = [...shortOfMemory, ...shortOfCpu];
  const outside = failingDependencies(found);
  return await offerAsCalledFor(incident, found, {
    'kubernetes.rollback': deployed,
    'kubernetes.restart': worthRestarting(incident.profile, symptoms, found.health, outside.length > 0),
    // What calls something outside that fails stops doing so.
    dependencies: outside,
    'kubernetes.scale': short,
    'scale down': erring,
    // More is asked than there is room for: fewer requests come in, and none to pods that cannot answer.
    'kubernetes.patchConfigMap': short,
    'kubernetes.patchSelector': failing,
  });
}
