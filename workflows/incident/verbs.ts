import type {
  AssignMessage,
  ChangeSeverityMessage,
  DecisionMessage,
  ExtendMessage,
  ImpactMessage,
  Message,
  NoteMessage,
  OutcomeMessage,
  ProposeMessage,
  ResolveMessage,
  TickMessage,
} from '../contract/messages.ts';
import { actorName, personName } from '../contract/people.ts';
import { peopleOf, severities } from '../contract/profile.ts';
import { isForPublic } from '../contract/public-updates.ts';
import { sentence } from '../contract/sentences.ts';
import { whoDecided } from './approval.ts';
import { brief } from './brief.ts';
import { checklist } from './checklist.ts';
import { claimed, signedInOf, slackPlaceOf } from './guards.ts';
import { type Incident, now } from './incident.ts';
import { keptNote } from './notes.ts';
import { badAnswer, mitigationNamed } from './questions.ts';

/** What a verb does at once; the sentence is the caller's answer, nothing = the story answers later. */
export type Verb<T> = (incident: Incident, message: T) => { refused?: string; done?: string } | undefined;

export const acknowledge: Verb<Message> = (incident, message) => {
  const { acknowledged } = incident.state;
  if (acknowledged) {
    const who = personName(acknowledged.by) ?? 'Mayday';
    return { done: `${who} had acknowledged at ${acknowledged.at.slice(11, 19)} UTC` };
  }
  incident.announce({ kind: 'acknowledged', by: claimed(message) });
  return { done: 'acknowledged' };
};

const past = { approve: 'approved', reject: 'rejected' } as const;

export function decides(decision: 'approve' | 'reject'): Verb<DecisionMessage> {
  return (incident, message) => {
    const by = claimed(message);
    if (by.kind !== 'person') return undefined;
    if (incident.conduct.quiet) {
      return {
        refused: `nothing is changed in a ${incident.conduct.mode} incident, so there is nothing to decide`,
      };
    }
    const { decided, publicly } = incident.state;
    const aboutPublic = isForPublic(message.plan);
    const pending = aboutPublic ? publicly?.pending : incident.state.pending;
    if (pending?.id !== message.plan) {
      const before = decided[message.plan];
      const again =
        before?.decision === past[decision] && before.by?.kind === 'person' && before.by.name === by.name;
      const says = whoDecided(incident, message.plan);
      return again ? { done: says } : { refused: says };
    }
    if (!pending.hash.startsWith(message.hash)) {
      return { refused: `that is not the hash of plan ${pending.id} as it waits now; look at it again` };
    }
    const slack = slackPlaceOf(message);
    const { inbox } = incident;
    const waiting = aboutPublic ? inbox.aboutPublic : inbox.decisions;
    waiting.push({
      messageId: message.id,
      slack,
      decision: {
        incident: incident.keyId,
        plan: pending.id,
        hash: pending.hash,
        decision,
        actor: by.name,
        door: by.door,
        at: message.at ?? now(),
        reason: message.reason,
        breakGlass: message.breakGlass,
        signature: message.signature,
        slack: slack && { user: slack.user, team: slack.team },
        signedIn: signedInOf(message),
      },
    });
    return undefined;
  };
}

export const assign: Verb<AssignMessage> = (incident, message) => {
  const { to } = message;
  const people = peopleOf(incident.profile.roles, to);
  const entry = incident.record({ kind: 'assigned', by: claimed(message), to, people });
  incident.tell('update', entry, { people, below: brief(incident) });
  return { done: `${to} is the incident commander` };
};

export const changeSeverity: Verb<ChangeSeverityMessage> = (incident, message) => {
  const { profile, state } = incident;
  const wanted = message.severity.trim().toLowerCase();
  const to = severities.find(
    (severity) =>
      severity.toLowerCase() === wanted || profile.severities[severity].label.toLowerCase() === wanted,
  );
  if (!to) {
    const known = severities.map((severity) => `${severity} (${profile.severities[severity].label})`);
    return {
      refused: `"${message.severity.slice(0, 50)}" is no severity of ${profile.system}: ${known.join(', ')}`,
    };
  }
  const { label } = profile.severities[to];
  if (to === state.severity) return { done: `it is ${label} already` };
  const by = claimed(message);
  incident.announce({
    kind: 'severity changed',
    by,
    from: state.severity,
    to,
    label,
    reason: message.reason,
  });
  return { done: `it is ${label} now; all clocks count from the opening` };
};

export const note: Verb<NoteMessage> = (incident, { text, kind, ...message }) => {
  const { kept, says } = keptNote(text, incident.timeline);
  incident.announce({ kind: 'noted', by: claimed(message), text: kept, as: kind });
  return { done: says };
};

export const impact: Verb<ImpactMessage> = (incident, message) => {
  const { id: _, by: __, incident: ___, ...noted } = message;
  const by = claimed(message);
  const entry = incident.announce({ kind: 'impact noted', by, impact: noted });
  return { done: sentence(entry.fact) };
};

export const tick: Verb<TickMessage> = (incident, message) => {
  const item = checklist(incident).find((each) => each.item === message.item);
  if (!item) return { refused: `the checklist has no item ${message.item}` };
  if (item.doneBy) return { done: `${actorName(item.doneBy)} had done it already` };
  incident.record({ kind: 'ticked', by: claimed(message), item: item.item, text: item.text });
  return { done: `done: ${item.text}` };
};

export const propose: Verb<ProposeMessage> = (incident, message) => {
  const mitigation = mitigationNamed(incident, message.mitigation);
  if (typeof mitigation === 'string') return { refused: mitigation };
  const parameters = message.parameters ?? {};
  const bad = badAnswer(mitigation, parameters);
  if (bad) return { refused: bad };
  if (incident.state.takenOverBy) return { refused: 'somebody works by hand; send recheck first' };
  const by = claimed(message);
  const cites = message.cites && { incident: message.cites.incident, plan: message.cites.plan };
  incident.announce({ kind: 'proposed', by, mitigation: mitigation.name, parameters, cites });
  incident.inbox.proposals.push({ mitigation, parameters, by, cites: message.cites });
  return { done: `a plan for ${mitigation.name} is being made` };
};

export const outcome: Verb<OutcomeMessage> = (incident, message) => {
  const { unknownOutcome, publicly } = incident.state;
  if (![unknownOutcome, publicly?.unknown?.id].includes(message.plan)) {
    return { refused: `nobody asks what plan ${message.plan} did` };
  }
  incident.announce({
    kind: 'outcome told',
    by: claimed(message),
    plan: message.plan,
    outcome: message.outcome,
  });
  return { done: `plan ${message.plan}: ${message.outcome}` };
};

export const skip: Verb<Message> = (incident, message) => {
  const { pending, phase, answersWanted } = incident.state;
  if (!pending && !answersWanted && phase !== 'monitoring')
    return { refused: 'there is nothing to skip now' };
  incident.inbox.skip = claimed(message);
  return { done: 'skipped' };
};

export const extend: Verb<ExtendMessage> = (incident, message) => {
  const { pending } = incident.state;
  if (!pending) return { refused: 'no plan waits for a decision' };
  const expiresAt = new Date(Date.parse(pending.expiresAt) + message.minutes * 60_000).toISOString();
  incident.announce({ kind: 'extended', by: claimed(message), plan: pending.id, expiresAt });
  return { done: `plan ${pending.id} waits until ${expiresAt}` };
};

export const runChecks: Verb<Message> = (incident) => {
  incident.diagnoseAgain();
  return { done: 'the checks run' };
};

export const takeOver: Verb<Message> = (incident, message) => {
  incident.announce({ kind: 'taken over', by: claimed(message) });
  return { done: 'nothing is proposed until a recheck; clocks and updates go on' };
};

export const recheck: Verb<Message> = (incident, message) => {
  incident.announce({ kind: 'recheck asked', by: claimed(message) });
  incident.inbox.lookAgain = true;
  return { done: 'looking again' };
};

export const resolve: Verb<ResolveMessage> = (incident, message) => {
  const { id: messageId, as = 'fixed', reason = 'no reason given' } = message;
  if (incident.inbox.resolution) return { refused: 'it is being resolved already' };
  incident.inbox.resolution = { by: claimed(message), as, because: reason, messageId };
  incident.scope.cancel();
  return undefined;
};
