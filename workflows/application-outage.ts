import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import { clusterQuestions } from './incident/cluster-questions.ts';
import { coordinate } from './incident/coordinate.ts';
import { handleIncident } from './incident/life.ts';

/**
 * Application outage: what of it does not run, what was rolled out of late, what do its logs say? (000 steps 2, 4, 5;
 * 001 Application Down; 002 Application Outage; 003 Quick Checks) The changes are up to people.
 */
export async function applicationOutage(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('applicationOutage', input, (incident) =>
    coordinate(incident, clusterQuestions(incident.profile)),
  );
}
