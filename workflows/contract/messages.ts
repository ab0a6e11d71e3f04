import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Clock, IncidentView } from './incident.ts';
import type { Alert } from './input.ts';
import type { Door } from './people.ts';
import type { Ending, TimelineEntry } from './timeline.ts';

/** What every human message may carry. A delivery with an `id` seen before counts once. */
export interface Message {
  id?: string;
  /** A name, as typed into the Temporal UI, or who came through which door. Unverified either way. */
  by?: string | { name: string; door: Door };
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
  signature?: string;
}

export interface NoteMessage extends Message {
  text: string;
}

export interface ResolveMessage extends Message {
  as?: Ending;
  reason?: string;
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
export const recheckSignal = defineSignal<[Message]>('recheck');
export const resolveSignal = defineSignal<[ResolveMessage]>('resolve');

/** Waits up to 4 s for what became of the message with that id. */
export const answerUpdate = defineUpdate<Answer, [string]>('answer');

export const incidentQuery = defineQuery<IncidentView>('incident');
export const timelineQuery = defineQuery<TimelineEntry[]>('timeline');
export const clocksQuery = defineQuery<Clock[]>('clocks');
