import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Clock, Followed, Impact, IncidentGlance, IncidentView } from './incident.ts';
import type { Alert } from './input.ts';
import type { Door, SignedIn, SlackPlace } from './people.ts';
import type { Cited } from './rehearsals.ts';
import type { PublicStatus } from './status-page.ts';
import type { Ending, NoteKind, TimelineEntry } from './timeline.ts';

/** What every human message may carry. A delivery with an `id` seen before counts once. */
export interface Message {
  id?: string;
  /** A name, as typed into the Temporal UI, or who came through which door. Unverified either way. */
  by?: string | { name: string; door: Door; slack?: SlackPlace; signedIn?: SignedIn };
  /** Key id of the incident it is meant for, where an old button may lead to a later one; refused by any other. */
  incident?: string;
}

export interface AlertsMessage {
  alerts: Alert[];
  /** The sender, e.g. `alertmanager`. */
  door: string;
}

/** `approve` and `reject` name one plan by number and hash; the rest of a `Decision` is what the signature is over. */
export interface DecisionMessage extends Message {
  plan: number;
  hash: string;
  at?: string;
  reason?: string;
  breakGlass?: true;
  signature?: string;
}

export interface NoteMessage extends Message {
  text: string;
  /** Where the post-mortem puts it; without it the timeline only. */
  kind?: NoteKind;
}

export interface AssignMessage extends Message {
  /** A person, or a role of the catalogue; becomes the incident commander. */
  to: string;
}

export interface ChangeSeverityMessage extends Message {
  /** P0..P3 or the system's own label. */
  severity: string;
  reason: string;
}

export interface ProposeMessage extends Message {
  mitigation: string;
  /** Answers to what the mitigation asks, by name. */
  parameters?: Record<string, string | number>;
  /** The plan of a dry run or a shadow incident that it repeats. */
  cites?: Cited;
}

/** Wants the public told; without a message as the file words it. */
export interface PublishMessage extends Message {
  status?: PublicStatus;
  message?: string;
}

/** Names the plan whose change is to be taken back. */
export interface UndoMessage extends Message {
  plan: number;
}

/** Answers "outcome unknown" after somebody has looked. */
export interface OutcomeMessage extends Message {
  plan: number;
  outcome: 'done' | 'not done' | 'again';
}

export interface ExtendMessage extends Message {
  /** 1 to 60; how much longer the waiting plan waits. */
  minutes: number;
}

export interface ResolveMessage extends Message {
  as?: Ending;
  reason?: string;
}

/** What is known of the impact; what it leaves out stays as it was said before. */
export interface ImpactMessage extends Message, Impact {}

export interface TickMessage extends Message {
  /** Number of the checklist's item. */
  item: number;
}

/** What became of a message, for the caller that asks by its id. */
export interface Answer {
  outcome: 'done' | 'refused' | 'unknown';
  says: string;
}

export const alertsSignal = defineSignal<[AlertsMessage]>('alerts');
export const acknowledgeSignal = defineSignal<[Message]>('acknowledge');
export const approveSignal = defineSignal<[DecisionMessage]>('approve');
export const rejectSignal = defineSignal<[DecisionMessage]>('reject');
export const noteSignal = defineSignal<[NoteMessage]>('note');
export const assignSignal = defineSignal<[AssignMessage]>('assign');
export const changeSeveritySignal = defineSignal<[ChangeSeverityMessage]>('changeSeverity');
export const proposeSignal = defineSignal<[ProposeMessage]>('propose');
export const publishSignal = defineSignal<[PublishMessage]>('publish');
/** Takes back what a plan changed, by a plan of its own. */
export const undoSignal = defineSignal<[UndoMessage]>('undo');
export const outcomeSignal = defineSignal<[OutcomeMessage]>('outcome');
/** The mitigation on offer, or the rest of the stability window. */
export const skipSignal = defineSignal<[Message]>('skip');
export const extendSignal = defineSignal<[ExtendMessage]>('extend');
/** Runs the checks now and goes on as before. */
export const runChecksSignal = defineSignal<[Message]>('runChecks');
/** A person works by hand: nothing is proposed until a `recheck`. */
export const takeOverSignal = defineSignal<[Message]>('takeOver');
export const recheckSignal = defineSignal<[Message]>('recheck');
export const impactSignal = defineSignal<[ImpactMessage]>('impact');
/** An item of the checklist is done. */
export const tickSignal = defineSignal<[TickMessage]>('tick');
export const resolveSignal = defineSignal<[ResolveMessage]>('resolve');

/** Waits up to 4 s for what became of the message with that id. */
export const answerUpdate = defineUpdate<Answer, [string]>('answer');

/** One question for a line of a list, where there may be hundreds. */
export const glanceQuery = defineQuery<IncidentGlance>('glance');
export const incidentQuery = defineQuery<IncidentView>('incident');
/** Everything that a page about the incident shows, in one question. */
export const followQuery = defineQuery<Followed>('follow');
export const timelineQuery = defineQuery<TimelineEntry[]>('timeline');
export const clocksQuery = defineQuery<Clock[]>('clocks');
