import { defineSignal } from '@temporalio/workflow';
import type { Mode } from './input.ts';
import type { RunbookName } from './runbooks.ts';
import type { AlertNote } from './timeline.ts';

/** Which runbooks' incidents an incident explains: the database that is down explains the errors of the API. */
export interface ExplainingRule {
  runbooks: RunbookName[];
  /** ms that the two may begin apart. */
  within: number;
}

/** One of two incidents of which the one explains the other. */
export interface OtherIncident {
  incident: string;
  keyId: string;
  runbook: string;
  workflowId: string;
}

/** To the explained incident: which one explains it. */
export const explainedSignal = defineSignal<[OtherIncident]>('explained');

/** Alerts of an incident, as evidence of the one that explains it. */
export interface ExplainedNews {
  /** Key id of the incident that it is meant for. */
  keyId: string;
  of: OtherIncident;
  firing: AlertNote[];
  resolved: AlertNote[];
}

/** To the explaining incident. */
export const explainsSignal = defineSignal<[ExplainedNews]>('explains');

/** Looks for incidents that explain each other, on the coordination queue. */
export interface ExplainingActivities {
  /** Finds the open incidents that this one explains, and tells each which one explains it. */
  tellExplained(question: {
    system: string;
    mode: Mode;
    rule: ExplainingRule;
    /** RFC 3339 */
    openedAt: string;
    by: OtherIncident;
  }): Promise<OtherIncident[]>;
  /** Whether that very incident is still open. */
  stillExplains(by: OtherIncident): Promise<boolean>;
}
