import {
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunResult } from '../contract/incident.ts';
import type { RunbookInput } from '../contract/input.ts';
import type { Actor } from '../contract/people.ts';
import type { RunbookName } from '../contract/runbooks.ts';
import type { Fact } from '../contract/timeline.ts';
import { isLong } from '../history.ts';
import { refusal } from '../refusal.ts';
import { admit } from './activities.ts';
import { receiveAlerts } from './alerts.ts';
import type { Admitted, RunInput } from './carried.ts';
import { close } from './close.ts';
import { conducts } from './conduct.ts';
import { coordinate } from './coordinate.ts';
import { openExplained, waitFolded } from './explaining.ts';
import { Incident } from './incident.ts';
import { readInput, withoutCarried } from './input.ts';
import { listen } from './messages.ts';
import { reach } from './paging.ts';
import { reason, unlessCancelled } from './reason.ts';
import type { Story } from './rounds.ts';

/** An incident from its opening to its end, told by a runbook's story. */
export async function handleIncident(
  runbook: RunbookName,
  given: RunbookInput,
  story: Story,
): Promise<RunResult> {
  const { workflowId, continuedFromExecutionRunId, startTime } = workflowInfo();
  const openedAt = startTime.toISOString();
  // Only a run of ours may carry a key or a state: one typed into a start form would stand for another incident.
  const ours: RunInput | undefined = continuedFromExecutionRunId ? given : undefined;
  const admission =
    ours?.carried?.admitted ??
    (await admit({ runbook, workflowId, input: ours ?? withoutCarried(given), openedAt }));
  if (admission.admission === 'refused') throw refusal(admission.says);
  if (admission.admission === 'handed over') {
    return { end: 'handed over', to: admission.to, says: `This incident is handled as ${admission.to}` };
  }
  const input: RunInput = ours ?? readInput(given);
  const incident = new Incident(admission, input, conducts[admission.mode ?? 'live']());
  if (!input.carried) open(incident, input, admission);
  listen(incident);
  try {
    const end = await incident.scope.run(async () => {
      continueWhenLong(incident);
      if (admission.explained?.folded) return await waitFolded(incident, admission.explained.by);
      return await incident.conduct.live(incident, admission.degraded ? coordinate : story);
    });
    return await close(incident, input, end);
  } catch (error) {
    // A plain bug is thrown on: its task is tried again until a mended worker goes on with it.
    if (!(error instanceof TemporalFailure)) throw error;
    const { resolution } = incident.inbox;
    if (isCancellation(error) && resolution)
      return await close(incident, input, { kind: 'resolved', ...resolution });
    if (isCancellation(error) && incident.continuing)
      return await goOn({ ...input, carried: incident.carry() });
    const fact: Fact = isCancellation(error)
      ? { kind: 'cancelled', because: 'somebody cancelled the workflow' }
      : { kind: 'failed', because: reason(error) };
    await close(incident, input, fact);
    throw error;
  }
}

function open(
  incident: Incident,
  input: RunbookInput,
  { degraded, explained, unconfigured = [] }: Admitted,
): void {
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
  if (explained) openExplained(incident, explained);
  if (explained?.folded) {
    takeStart(incident, input);
    return;
  }
  if (degraded) incident.record({ kind: 'degraded', because: degraded });
  if (unconfigured.length > 0) incident.announce({ kind: 'not configured', channels: unconfigured });
  if (!reach(incident, 'response', 'the incident opened')) {
    incident.announce({ kind: 'nobody left to page', because: 'the incident opened' });
  }
  incident.tell('headline', opened, { below: degraded ? [degraded] : [] });
  takeStart(incident, input);
}

function takeStart(incident: Incident, { alerts }: RunbookInput): void {
  if (alerts) receiveAlerts(incident, { alerts, door: 'the start' });
}

/** Continues as new before the history grows too long, at a moment when nothing is under way. */
function continueWhenLong(incident: Incident): void {
  const { inbox, outbox } = incident;
  const atRest = () =>
    incident.resting && !incident.telling && inbox.isEmpty && outbox.atRest && allHandlersFinished();
  condition(() => isLong() && atRest())
    .then(() => {
      incident.continuing = true;
      incident.scope.cancel();
    })
    .catch(unlessCancelled);
}

/** The next incident under the same id, or the same one in a run of its own. */
async function goOn(input: RunInput): Promise<never> {
  return await continueAsNew<(input: RunInput) => Promise<RunResult>>(input);
}
