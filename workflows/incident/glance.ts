import type { Clock, IncidentGlance } from '../contract/incident.ts';
import type { Incident } from './incident.ts';
import { hasEnded } from './state.ts';

/** What a line of a list says of an incident. */
export function glance(incident: Incident): IncidentGlance {
  const view = incident.view();
  const { keyId, system, runbook, phase, severity, label, waitingFor, openedAt, endedAt } = view;
  const known = { keyId, system, runbook, phase, severity, label, waitingFor, openedAt, endedAt };
  return { incident: view.incident, ...known, clocks: runningClocks(incident) };
}

/** What fires next; nothing does once the incident has ended. */
export function runningClocks({ clocks, state }: Incident): Clock[] {
  return hasEnded(state) ? [] : [...clocks.values()];
}
