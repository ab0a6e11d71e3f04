import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import type { RunbookName } from './contract/runbooks.ts';
import { coordinate } from './incident/coordinate.ts';
import { handleIncident } from './incident/life.ts';

// Runbooks whose checks and changes Mayday cannot make itself yet: it keeps their clocks, reaches their people, shows
// what their document says, and leaves the rest to people.
export const highErrorRate = coordinated('highErrorRate');
export const performanceDegradation = coordinated('performanceDegradation');
export const highMemory = coordinated('highMemory');
export const highCpu = coordinated('highCpu');
export const messageBrokerIssues = coordinated('messageBrokerIssues');
export const diskSpace = coordinated('diskSpace');
export const certificateExpiry = coordinated('certificateExpiry');
export const securityIncident = coordinated('securityIncident');
export const serviceRecovery = coordinated('serviceRecovery');
export const databaseRecovery = coordinated('databaseRecovery');
export const cacheRecovery = coordinated('cacheRecovery');

function coordinated(runbook: RunbookName) {
  return async (input: RunbookInput): Promise<RunResult> => await handleIncident(runbook, input, coordinate);
}
