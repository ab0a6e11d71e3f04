import { setHandler } from '@temporalio/workflow';
import { explainedSignal, explainsSignal } from '../contract/explaining.ts';
import { freezeNewsSignal } from '../contract/freeze.ts';
import { leaseNewsSignal } from '../contract/lease.ts';
import {
  acknowledgeSignal,
  alertsSignal,
  answerUpdate,
  approveSignal,
  assignSignal,
  changeSeveritySignal,
  clocksQuery,
  extendSignal,
  followQuery,
  glanceQuery,
  impactSignal,
  incidentQuery,
  type Message,
  noteSignal,
  outcomeSignal,
  proposeSignal,
  publishSignal,
  recheckSignal,
  rejectSignal,
  resolveSignal,
  runChecksSignal,
  skipSignal,
  takeOverSignal,
  tickSignal,
  timelineQuery,
  undoSignal,
} from '../contract/messages.ts';
import { receiveAlerts } from './alerts.ts';
import { hearOfExplained, hearOfExplaining } from './explaining.ts';
import { glance, runningClocks } from './glance.ts';
import * as guards from './guards.ts';
import type { Incident } from './incident.ts';
import { hearOfFreeze, hearOfLease } from './keepers.ts';
import { publishText } from './publish.ts';
import { hasEnded } from './state.ts';
import { Turn } from './turn.ts';
import { undo } from './undo.ts';
import * as verbs from './verbs.ts';

/**
 * Listens to people and machines. Handlers never throw and never wait: what they cannot read is refused on
 * the timeline, what needs a decision goes to the inbox.
 */
export function listen(incident: Incident): void {
  setHandler(incidentQuery, () => incident.view(), { description: 'Where the incident is' });
  setHandler(timelineQuery, () => incident.timeline, { description: 'Everything that happened' });
  setHandler(clocksQuery, () => runningClocks(incident), { description: 'What fires next' });
  const follow = () => ({
    view: incident.view(),
    clocks: runningClocks(incident),
    timeline: [...incident.timeline],
  });
  setHandler(followQuery, follow, { description: 'All of it, for a page that follows it' });
  setHandler(glanceQuery, () => glance(incident), { description: 'Its line in a list' });
  const turn = new Turn();
  const answer = async (id: string) => {
    await turn.ended();
    return await incident.inbox.deliveries.answerTo(id);
  };
  setHandler(answerUpdate, answer, { description: 'What became of the message with that "id": "ID"' });
  setHandler(alertsSignal, (value: unknown) => turn.take(() => receiveAlerts(incident, value)), {
    description: 'Alerts from monitoring (sent by the gateway)',
  });
  setHandler(leaseNewsSignal, (value: unknown) => turn.take(() => hearOfLease(incident, value)), {
    description: 'A target is free or wanted (sent by its lease)',
  });
  setHandler(explainedSignal, (value: unknown) => turn.take(() => hearOfExplaining(incident, value)), {
    description: 'Another incident explains this one (sent by that one)',
  });
  setHandler(explainsSignal, (value: unknown) => turn.take(() => hearOfExplained(incident, value)), {
    description: 'Alerts of an incident that this one explains (sent by that one)',
  });
  setHandler(freezeNewsSignal, (value: unknown) => turn.take(() => hearOfFreeze(incident, value)), {
    description: 'Changes are frozen or allowed again (sent by the freeze)',
  });
  const hear = <T extends Message>(
    signal: { name: string },
    read: (value: unknown) => guards.Read<T>,
    act: verbs.Verb<T>,
    description: string,
  ) => {
    const heard = hearing(incident, signal.name, read, act);
    setHandler(signal as typeof noteSignal, (value) => turn.take(() => heard(value)), { description });
  };

  hear(acknowledgeSignal, guards.readMessage, verbs.acknowledge, 'I have seen it: {"by": "NAME"}');
  hear(
    approveSignal,
    guards.readDecision,
    verbs.decides('approve'),
    'Apply a plan: {"plan": 1, "hash": "…", "by": "NAME"}',
  );
  hear(
    rejectSignal,
    guards.readDecision,
    verbs.decides('reject'),
    'Do not apply a plan: {"plan": 1, "hash": "…", "by": "NAME", "reason": "…"}',
  );
  hear(
    assignSignal,
    guards.readAssign,
    verbs.assign,
    'Name the commander: {"to": "ROLE or NAME", "by": "NAME"}',
  );
  hear(
    changeSeveritySignal,
    guards.readChangeSeverity,
    verbs.changeSeverity,
    'Clocks count anew from the opening: {"severity": "P1", "reason": "…"}',
  );
  hear(
    noteSignal,
    guards.readNote,
    verbs.note,
    'On the timeline: {"text": "…", "by": "NAME"}, and "kind": "update", "cause", "impact" or "action"',
  );
  hear(
    impactSignal,
    guards.readImpact,
    verbs.impact,
    'What it does to people: {"users": 1200, "functions": "…", "revenue": "…", "tickets": 14}',
  );
  hear(tickSignal, guards.readTick, verbs.tick, 'An item of the checklist is done: {"item": 3}');
  hear(
    proposeSignal,
    guards.readPropose,
    verbs.propose,
    'Plan a mitigation and ask for it: {"mitigation": "…", "parameters": {…}}',
  );
  hear(
    publishSignal,
    guards.readPublish,
    publishText,
    'A text for the public is asked for: {"status": "identified", "message": "…"}',
  );
  hear(undoSignal, guards.readUndo, undo, 'Plan to take back what a plan changed: {"plan": 1}');
  hear(
    outcomeSignal,
    guards.readOutcome,
    verbs.outcome,
    'What a plan did, after looking: {"plan": 1, "outcome": "done"}, or "not done", or "again"',
  );
  hear(
    skipSignal,
    guards.readMessage,
    verbs.skip,
    'This mitigation, or the rest of the stability window: {"by": "NAME"}',
  );
  hear(extendSignal, guards.readExtend, verbs.extend, 'The waiting plan waits longer: {"minutes": 15}');
  hear(
    runChecksSignal,
    guards.readMessage,
    verbs.runChecks,
    'Run the checks now, beside all else: {"by": "NAME"}',
  );
  hear(
    takeOverSignal,
    guards.readMessage,
    verbs.takeOver,
    'I work by hand, propose nothing until recheck: {"by": "NAME"}',
  );
  hear(
    recheckSignal,
    guards.readMessage,
    verbs.recheck,
    'Look at the system again and go on from there: {"by": "NAME"}',
  );
  hear(
    resolveSignal,
    guards.readResolve,
    verbs.resolve,
    'End it: {"as": "fixed", "reason": "…", "by": "NAME"}, or as "false alarm" or "duplicate"',
  );
}

function hearing<T extends Message>(
  incident: Incident,
  verb: string,
  read: (value: unknown) => guards.Read<T>,
  act: verbs.Verb<T>,
): (value: unknown) => void {
  return (value) => {
    const { message, refused } = read(value);
    if (refused !== undefined) {
      incident.inbox.deliveries.answer(guards.idOf(value), { outcome: 'refused', says: refused });
      if (!hasEnded(incident.state)) incident.record({ kind: 'message refused', verb, because: refused });
      return;
    }
    if (!incident.inbox.deliveries.isNew(message.id)) return;
    const before = incident.timeline.length;
    const outcome = outOfPlace(incident, message) ?? act(incident, message);
    if (outcome?.refused !== undefined) {
      if (!hasEnded(incident.state)) {
        const by = guards.claimed(message);
        incident.refuse(verb, by, outcome.refused, guards.slackPlaceOf(message));
      }
      incident.inbox.deliveries.answer(message.id, { outcome: 'refused', says: outcome.refused });
    } else if (outcome?.done !== undefined) {
      const slack = guards.slackPlaceOf(message);
      if (slack && incident.timeline.length === before) {
        incident.refuse(verb, guards.claimed(message), outcome.done, slack);
      }
      incident.inbox.deliveries.answer(message.id, { outcome: 'done', says: outcome.done });
    }
  };
}

function outOfPlace(
  { keyId, state }: Incident,
  { incident }: Message,
): { refused: string; done?: undefined } | undefined {
  if (incident !== undefined && incident !== keyId) {
    return { refused: 'that is about an earlier incident, which is over; look at the one that is open now' };
  }
  return hasEnded(state) ? { refused: 'the incident has ended' } : undefined;
}
