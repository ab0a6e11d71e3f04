import type { ForIncident } from './contract/incident-header.ts';

let known: ForIncident | undefined;

/** Names the incident of this run; each run has a sandbox of its own. */
export function named(incident: ForIncident): void {
  known = incident;
}

/** Absent in runs that are no incident, and before one is admitted. */
export function currentIncident(): ForIncident | undefined {
  return known;
}
