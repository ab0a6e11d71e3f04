import type { Admission } from '../contract/activities.ts';
import { withoutRows } from '../contract/audit.ts';
import type { RunbookInput } from '../contract/input.ts';
import type { Notice } from '../contract/notices.ts';
import type { TimelineEntry } from '../contract/timeline.ts';
import type { CarriedInbox } from './inbox.ts';
import type { IncidentState } from './state.ts';

export type Admitted = Extract<Admission, { admission: 'admitted' }>;

/** An incident on its way from one run to the next. */
export interface Carried {
  admitted: Admitted;
  keyId: string;
  openedAt: string;
  round: number;
  state: IncidentState;
  timeline: TimelineEntry[];
  /** How often an entry of the same content was recorded. */
  seen: [string, number][];
  inbox: CarriedInbox;
  /** What no channel has said yet, by channel; absent in runs of an earlier release. */
  outbox?: Record<string, readonly Notice[]>;
}

/** What a run is given: a start, or a long incident to go on with. */
export interface RunInput extends RunbookInput {
  carried?: Carried;
}

/** An old entry without the rows behind its findings, so that what is carried stays small. */
export function withoutEvidence(entry: TimelineEntry, old: boolean): TimelineEntry {
  return old ? { ...entry, fact: withoutRows(entry.fact) } : entry;
}
