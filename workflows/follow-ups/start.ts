import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { condition, log, ParentClosePolicy, startChild, WorkflowIdReusePolicy } from '@temporalio/workflow';
import { type EndedIncident, postIncidentType, postIncidentWorkflowId } from '../contract/follow-ups.ts';
import { oneLine } from '../contract/one-line.ts';
import { personName } from '../contract/people.ts';
import { later } from '../contract/priority.ts';
import type { Fact } from '../contract/timeline.ts';
import { sameLength } from '../history.ts';
import type { Incident } from '../incident/incident.ts';
import type { postIncident } from '../post-incident.ts';

/**
 * Starts what follows an incident, once for its key id. Only what was fixed leaves something to do: a false alarm has
 * no cause to look for, a duplicate's is followed up with the incident that it repeats. A change that somebody approved
 * alone is reviewed all the same.
 * Never throws, and holds the end up for a minute at most.
 */
export async function startPostIncident(incident: Incident, fact: Fact): Promise<void> {
  if (incident.conduct.quiet) return;
  const fixed = fact.kind === 'resolved' && fact.as === 'fixed';
  const ended = endedIncident(incident, fixed);
  if (!fixed && ended.reviews.length === 0) return;
  let over = false;
  startChild<typeof postIncident>(postIncidentType, {
    workflowId: postIncidentWorkflowId(incident.keyId),
    workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    staticSummary: oneLine(`Follow-ups of ${incident.name}, ${incident.profile.system}: ${incident.summary}`),
    args: [ended],
    priority: later,
    ...sameLength(),
  })
    .catch((error: unknown) => {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) {
        log.warn('the follow-ups could not be started', { incident: incident.name, error });
      }
    })
    .finally(() => {
      over = true;
    });
  await condition(() => over, '1 min', { summary: 'Until the follow-ups have started' });
}

function endedIncident(incident: Incident, fixed: boolean): EndedIncident {
  const view = incident.view();
  return {
    keyId: view.keyId,
    incident: view.incident,
    system: view.system,
    systemTitle: view.systemTitle,
    runbook: view.runbook,
    severity: view.severity,
    label: view.label,
    summary: view.summary,
    openedAt: view.openedAt,
    endedAt: view.endedAt ?? view.openedAt,
    commander: view.commander,
    acknowledgedBy: personName(view.acknowledgedBy),
    fixed,
    reviews: incident.timeline.flatMap(({ fact }) => review(fact)),
    channels: incident.channels,
  };
}

function review(fact: Fact): string[] {
  if (fact.kind !== 'approved' || !fact.approval?.decision.breakGlass) return [];
  const { actor, reason } = fact.approval.decision;
  return [`look at it together: ${actor} approved plan ${fact.plan} alone (break-glass: ${reason})`];
}
