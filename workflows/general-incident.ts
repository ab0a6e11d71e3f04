import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import { clusterQuestions, type Topic } from './diagnosis/cluster-questions.ts';
import { coordinate } from './incident/coordinate.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';

/** Anything that has no runbook of its own, and where every alert that matches no route ends. */
export async function generalIncident(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('generalIncident', input, assess);
}

const asked: Topic[] = [
  'pods',
  'nodes',
  'events',
  'rollouts',
  'config maps',
  'services',
  'ingresses',
  'memory',
  'cpu',
  'logs',
];

async function assess(incident: Incident): Promise<'for people' | 'nothing left'> {
  return await coordinate(incident, clusterQuestions(incident.profile, asked));
}
