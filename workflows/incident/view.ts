import { workflowInfo } from '@temporalio/workflow';
import type { IncidentView, Targets } from '../contract/incident.ts';
import { checklist } from './checklist.ts';
import { guidance } from './guidance.ts';
import type { Incident } from './incident.ts';
import { waitingFor } from './standing.ts';

/** What the `incident` query answers. */
export function viewOf(incident: Incident): IncidentView {
  const { profile, state, target, conduct } = incident;
  return {
    incident: incident.name,
    keyId: incident.keyId,
    workflowId: workflowInfo().workflowId,
    system: profile.system,
    systemTitle: profile.title,
    runbook: profile.runbook.name,
    runbookTitle: profile.runbook.title,
    mode: conduct.mode,
    phase: state.phase,
    severity: state.severity,
    label: target.label,
    summary: incident.summary,
    openedAt: incident.openedAt,
    endedAt: state.endedAt,
    acknowledgedBy: state.acknowledged?.by,
    acknowledgedAt: state.acknowledged?.at,
    commander: state.commander,
    takenOverBy: state.takenOverBy,
    frozen: state.frozen,
    inEffect: state.inEffect,
    impact: state.impact,
    ticket: state.ticket,
    checklist: checklist(incident),
    targets: targets(incident),
    round: incident.round,
    findings: state.findings,
    pending: state.pending,
    ...(state.publicly?.pending ? { forPublic: state.publicly.pending } : {}),
    approvedBy: state.approvals.map(({ decision }) => decision.actor),
    firing: Object.keys(state.firing),
    ...(state.silenced && !state.endedAt ? { silenced: state.silenced } : {}),
    reached: state.reached,
    waitingFor: waitingFor(state),
    guidance: state.upToPeople ? guidance(profile) : [],
  };
}

function targets({ target, openedAt }: Incident): Targets {
  const { response, resolution } = target;
  const due = (elapsed: number) => new Date(Date.parse(openedAt) + elapsed).toISOString();
  return { response: due(response), resolution: resolution === undefined ? undefined : due(resolution) };
}
