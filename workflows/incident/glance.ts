import type { Clock, IncidentGlance, IncidentView } from '../contract/incident.ts';
import { plannedAt } from './counting.ts';
import type { Incident } from './incident.ts';
import { hasEnded } from './state.ts';

/** What a line of a list says of an incident. */
export function glance(incident: Incident): IncidentGlance {
  const view = incident.view();
  const { keyId, system, runbook, phase, severity, label, waitingFor, openedAt, endedAt } = view;
  const known = { keyId, system, runbook, phase, severity, label, waitingFor, openedAt, endedAt };
  const { systemTitle, runbookTitle, mode, summary, commander, acknowledgedBy, takenOverBy, frozen } = view;
  const { explainedBy } = incident.state;
  return {
    incident: view.incident,
    ...known,
    ...{ systemTitle, runbookTitle, mode, summary, commander, acknowledgedBy, takenOverBy, frozen },
    ...(explainedBy?.folded ? { folded: true } : {}),
    ...(explainedBy ? { explainedBy: explainedBy.incident } : {}),
    ...waitingPlans(incident, view),
    ...unsaid(incident),
    clocks: runningClocks(incident),
  };
}

function waitingPlans(
  incident: Incident,
  { pending, forPublic }: IncidentView,
): Pick<IncidentGlance, 'plans'> {
  const plans = [pending, forPublic].filter((plan) => plan !== undefined);
  if (plans.length === 0) return {};
  return {
    plans: plans.map(({ id, title, risk }) => ({ id, title, risk, since: plannedAt(incident, id) })),
  };
}

function unsaid({ outbox }: Incident): Pick<IncidentGlance, 'unsaid'> {
  const { waiting } = outbox;
  return Object.keys(waiting).length > 0 ? { unsaid: waiting } : {};
}

/** What fires next; nothing does once the incident has ended. */
export function runningClocks({ clocks, state }: Incident): Clock[] {
  return hasEnded(state) ? [] : [...clocks.values()];
}
