import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import type { RunbookName } from './contract/runbooks.ts';
import { coordinate } from './incident/coordinate.ts';
import { handleIncident } from './incident/life.ts';

// Runbooks whose checks and changes Mayday cannot make itself yet: it keeps their clocks, reaches their people, shows
// what their document says, and leaves the rest to people.
export const messageBrokerIssues = coordinated('messageBrokerIssues');
export const diskSpace = coordinated('diskSpace');

function coordinated(runbook: RunbookName) {
  return async (input: RunbookInput): Promise<RunResult> => await handleIncident(runbook, input, coordinate);
}
