import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  TemporalFailure,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunResult } from '../contract/incident.ts';
import type { RunbookInput } from '../contract/input.ts';
import { type Actor, mayday } from '../contract/people.ts';
import type { RunbookName } from '../contract/runbooks.ts';
import { sentence } from '../contract/sentences.ts';
import type { Fact } from '../contract/timeline.ts';
import { admit, archive } from './activities.ts';
import { receiveAlerts } from './alerts.ts';
import { coordinate } from './coordinate.ts';
import { Incident } from './incident.ts';
import { climbUntilAcknowledged } from './ladder.ts';
import { listen } from './messages.ts';
import type { Offered } from './mitigation.ts';
import { reason } from './reason.ts';
import { staysWell, systemIsWell } from './verification.ts';

/** One round of a runbook: diagnose, then offer in the document's order until something helps. */
export type Story = (incident: Incident) => Promise<Offered | 'nothing left'>;

/** An incident from its opening to its end, told by a runbook's story. */
export async function handleIncident(
  runbook: RunbookName,
  input: RunbookInput,
  story: Story,
): Promise<RunResult> {
  const admission = await admit({ runbook, workflowId: workflowInfo().workflowId, input });
  if (admission.admission === 'refused')
    throw ApplicationFailure.nonRetryable(admission.says, 'InvalidInput');
  if (admission.admission === 'handed over') {
    return { end: 'handed over', to: admission.to, says: `This incident is handled as ${admission.to}` };
  }
  const incident = new Incident(admission, input);
  open(incident, input, admission.degraded);
  try {
    await incident.scope.run(() => live(incident, admission.degraded ? coordinate : story));
    return await close(incident, input, {
      kind: 'resolved',
      by: mayday,
      as: 'fixed',
      because: 'it stayed well',
    });
  } catch (error) {
    // A plain bug is thrown on: its task is tried again until a mended worker goes on with it.
    if (!(error instanceof TemporalFailure)) throw error;
    const { resolution } = incident.inbox;
    if (isCancellation(error) && resolution)
      return await close(incident, input, { kind: 'resolved', ...resolution });
    const fact: Fact = isCancellation(error)
      ? { kind: 'cancelled', because: 'somebody cancelled the workflow' }
      : { kind: 'failed', because: reason(error) };
    await CancellationScope.nonCancellable(() => close(incident, input, fact));
    throw error;
  }
}

function open(incident: Incident, input: RunbookInput, degraded: string | undefined): void {
  const by: Actor = input.openedBy ?? {
    kind: 'person',
    name: 'someone',
    door: 'temporal-ui',
    verified: false,
  };
  const { severity, label, summary, mode } = incident.view();
  const opened = incident.record({
    kind: 'opened',
    by,
    severity,
    label,
    summary,
    mode,
    assumed: incident.assumed,
  });
  if (degraded) incident.record({ kind: 'degraded', because: degraded });
  incident.climb('the incident opened');
  incident.tell('headline', opened, { below: degraded ? [degraded] : [] });
  if (input.alerts) receiveAlerts(incident, { alerts: input.alerts, door: 'the start' });
  listen(incident);
}

/** The story and the response clock side by side, round after round, until the system stays well. */
async function live(incident: Incident, story: Story): Promise<void> {
  const clocks = new CancellationScope({ cancellable: true });
  const climbing = clocks.run(() => climbUntilAcknowledged(incident));
  climbing.catch(() => undefined);
  try {
    for (;;) {
      const offered = await story(incident);
      if (await systemIsWell(incident)) {
        if (await staysWell(incident)) return;
      } else if (offered !== 'improved') {
        await waitForPeople(incident, offered);
      }
      incident.nextRound();
    }
  } finally {
    clocks.cancel();
  }
}

/** Nothing freezes silently: says that only people can go on, reaches the next of them, and waits with the clocks running. */
async function waitForPeople(incident: Incident, offered: Offered | 'nothing left'): Promise<void> {
  const because =
    offered === 'nothing left'
      ? 'the findings call for nothing that is on offer'
      : `the last offer: ${offered}`;
  incident.announce({ kind: 'nothing left', because });
  incident.climb('nothing is left to offer');
  const { inbox } = incident;
  await condition(() => inbox.lookAgain || inbox.newEpisode);
}

/** Tells everyone and keeps the record. An alert that fired meanwhile opens the next incident under the same id. */
async function close(incident: Incident, input: RunbookInput, fact: Fact): Promise<RunResult> {
  const { inbox, outbox, name } = incident;
  const ended = incident.record(fact);
  incident.tell('resolved', ended);
  inbox.answer(inbox.resolution?.messageId, { outcome: 'done', says: sentence(fact) });
  inbox.close();
  const kept = await archive(incident.toRecord()).catch((error: unknown) => `nowhere yet (${reason(error)})`);
  await outbox.drained();
  await condition(allHandlersFinished);
  if (inbox.late.length > 0) {
    const { system, severity, group, mode } = input;
    const openedBy: Actor = { kind: 'alerts', door: 'an alert while the last incident was closing' };
    await continueAsNew<(input: RunbookInput) => Promise<RunResult>>({
      system,
      severity,
      group,
      mode,
      openedBy,
      alerts: inbox.late,
      key: uuid4(),
    });
  }
  return {
    end: 'closed',
    incident: name,
    phase: incident.state.phase,
    says: `${sentence(fact)}. Post-mortem: ${kept}`,
  };
}
