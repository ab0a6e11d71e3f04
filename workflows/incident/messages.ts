import { setHandler } from '@temporalio/workflow';
import {
  acknowledgeSignal,
  alertsSignal,
  answerUpdate,
  approveSignal,
  clocksQuery,
  type DecisionMessage,
  incidentQuery,
  type Message,
  type NoteMessage,
  noteSignal,
  type ResolveMessage,
  recheckSignal,
  rejectSignal,
  resolveSignal,
  timelineQuery,
} from '../contract/messages.ts';
import { receiveAlerts } from './alerts.ts';
import { whoDecided } from './approval.ts';
import { claimed, type Read, readDecision, readMessage, readNote, readResolve } from './guards.ts';
import { type Incident, now } from './incident.ts';
import { hasEnded } from './state.ts';

/**
 * Listens to people and machines. Handlers never throw and never wait: what they cannot read is refused on
 * the timeline, what needs a decision goes to the inbox.
 */
export function listen(incident: Incident): void {
  setHandler(incidentQuery, () => incident.view(), { description: 'Where the incident is' });
  setHandler(timelineQuery, () => incident.timeline, { description: 'Everything that happened' });
  setHandler(clocksQuery, () => [...incident.clocks.values()], { description: 'What fires next' });
  setHandler(answerUpdate, (id) => incident.inbox.answerTo(id), { description: 'What became of a message' });
  setHandler(alertsSignal, (value: unknown) => receiveAlerts(incident, value), {
    description: 'Alerts from monitoring (sent by the gateway)',
  });
  setHandler(acknowledgeSignal, hearing(incident, 'acknowledge', readMessage, acknowledge), {
    description: 'I have seen it: {"by": "NAME"}',
  });
  setHandler(approveSignal, hearing(incident, 'approve', readDecision, decides('approve')), {
    description: 'Apply a plan: {"plan": 1, "hash": "…", "by": "NAME"}',
  });
  setHandler(rejectSignal, hearing(incident, 'reject', readDecision, decides('reject')), {
    description: 'Do not apply a plan: {"plan": 1, "hash": "…", "by": "NAME", "reason": "…"}',
  });
  setHandler(noteSignal, hearing(incident, 'note', readNote, note), {
    description: 'Put a note on the timeline: {"by": "NAME", "text": "…"}',
  });
  setHandler(recheckSignal, hearing(incident, 'recheck', readMessage, recheck), {
    description: 'Look at the system again: {"by": "NAME"}',
  });
  setHandler(resolveSignal, hearing(incident, 'resolve', readResolve, resolve), {
    description: 'End it: {"by": "NAME", "as": "fixed" | "false alarm" | "duplicate", "reason": "…"}',
  });
}

/** What a verb does; the sentence is the caller's answer, nothing = the story answers later. */
type Verb<T> = (incident: Incident, message: T) => { refused?: string; done?: string } | undefined;

function hearing<T extends Message>(
  incident: Incident,
  verb: string,
  read: (value: unknown) => Read<T>,
  act: Verb<T>,
): (value: unknown) => void {
  return (value) => {
    const { message, refused } = read(value);
    if (refused !== undefined) {
      incident.record({ kind: 'message refused', verb, because: refused });
      return;
    }
    if (!incident.inbox.isNew(message.id)) return;
    const outcome = hasEnded(incident.state) ? { refused: 'the incident has ended' } : act(incident, message);
    if (outcome?.refused !== undefined) {
      if (!hasEnded(incident.state)) {
        incident.record({ kind: 'message refused', verb, by: claimed(message), because: outcome.refused });
      }
      incident.inbox.answer(message.id, { outcome: 'refused', says: outcome.refused });
    } else if (outcome?.done !== undefined) {
      incident.inbox.answer(message.id, { outcome: 'done', says: outcome.done });
    }
  };
}

function acknowledge(incident: Incident, message: Message) {
  const { acknowledged } = incident.state;
  if (acknowledged) {
    const who = acknowledged.by.kind === 'person' ? acknowledged.by.name : 'Mayday';
    return { done: `${who} had acknowledged at ${acknowledged.at.slice(11, 19)} UTC` };
  }
  incident.announce({ kind: 'acknowledged', by: claimed(message) });
  return { done: 'acknowledged' };
}

const done = { approve: 'approved', reject: 'rejected' } as const;

function decides(decision: 'approve' | 'reject'): Verb<DecisionMessage> {
  return (incident, message) => {
    const by = claimed(message);
    if (by.kind !== 'person') return undefined;
    const { pending, decided } = incident.state;
    if (pending?.id !== message.plan) {
      const before = decided[message.plan];
      const again =
        before?.decision === done[decision] && before.by?.kind === 'person' && before.by.name === by.name;
      const says = whoDecided(incident, message.plan);
      return again ? { done: says } : { refused: says };
    }
    if (!pending.hash.startsWith(message.hash)) {
      return { refused: `that is not the hash of plan ${pending.id} as it waits now; look at it again` };
    }
    incident.inbox.decisions.push({
      messageId: message.id,
      decision: {
        incident: incident.keyId,
        plan: pending.id,
        hash: pending.hash,
        decision,
        actor: by.name,
        door: by.door,
        at: message.at ?? now(),
        reason: message.reason,
        signature: message.signature,
      },
    });
    return undefined;
  };
}

function note(incident: Incident, message: NoteMessage) {
  incident.announce({ kind: 'noted', by: claimed(message), text: message.text });
  return { done: 'noted' };
}

function recheck(incident: Incident, message: Message) {
  incident.record({ kind: 'recheck asked', by: claimed(message) });
  incident.inbox.lookAgain = true;
  return { done: 'looking again' };
}

function resolve(incident: Incident, message: ResolveMessage) {
  const { id: messageId, as = 'fixed', reason = 'no reason given' } = message;
  if (incident.inbox.resolution) return { refused: 'it is being resolved already' };
  incident.inbox.resolution = { by: claimed(message), as, because: reason, messageId };
  incident.scope.cancel();
  return undefined;
}
