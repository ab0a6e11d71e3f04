import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { ChannelFact, ChannelProfile } from './channels.ts';
import type { Clock } from './incident.ts';
import type { Message } from './messages.ts';
import type { Actor } from './people.ts';
import type { LadderStep, Severity, SystemProfile } from './profile.ts';
import type { TimelineEntry } from './timeline.ts';

/** Workflow type of what goes on after an incident: its checklists, until each item is done or dropped. */
export const postIncidentType = 'postIncident';

/** What all workflow ids of `postIncident` begin with. */
export const postIncidentIdStart = 'post-incident:';

/** The one workflow id for what follows an incident. */
export function postIncidentWorkflowId(keyId: string): string {
  return `${postIncidentIdStart}${keyId}`;
}

/** Of which incident a workflow id is the follow-up; undefined for any other workflow id. */
export function keyIdOfPostIncident(workflowId: string): string | undefined {
  return workflowId.startsWith(postIncidentIdStart)
    ? workflowId.slice(postIncidentIdStart.length)
    : undefined;
}

/** What an incident hands on that was fixed, or leaves something to review. */
export interface EndedIncident {
  keyId: string;
  incident: string;
  system: string;
  systemTitle: string;
  runbook: string;
  severity: Severity;
  /** The system's own label of the severity. */
  label: string;
  summary: string;
  /** RFC 3339 */
  openedAt: string;
  endedAt: string;
  /** A person or a role. */
  commander?: string;
  /** The name of who acknowledged. */
  acknowledgedBy?: string;
  /** Was it fixed? Otherwise there is nothing to do but the reviews. */
  fixed: boolean;
  /** What somebody decided alone where two should have: others look at it afterwards. */
  reviews: string[];
  /** Where it was told; absent where an earlier release opened it. */
  channels?: ChannelProfile[];
}

/** Something that is left to do, as the catalogue and the calendar have it. */
export interface FollowUp {
  /** By which people name it; from 1. */
  number: number;
  /** Title of its list. */
  list: string;
  title: string;
  /** RFC 3339; not before this is it asked about. */
  begins: string;
  due: string;
  /** No file says by when: Mayday assumes it. */
  assumed: boolean;
  /** A person or a role; absent where nobody could be found. */
  owner?: string;
  /** Who stands behind the owner. */
  people: string[];
  /** RFC 3339; it is the review meeting, which is booked for then. */
  meets?: string;
}

/** What `listFollowUps` works out; fixed for as long as it takes. */
export interface FollowUpList {
  items: FollowUp[];
  /** Whom overdue items reach, a step a day. */
  ladder: LadderStep[];
  /** Who takes turns on it, and when. */
  shifts: SystemProfile['shifts'];
  /** People by role, for `assign`. */
  roles: Record<string, string[]>;
  /** What no document says, as sentences. */
  assumed: string[];
  searchAttributes: boolean;
}

/** An item and what became of it. */
export interface FollowUpItem extends FollowUp {
  state: 'open' | 'done' | 'dropped';
  settledBy?: Actor;
  /** RFC 3339 */
  settledAt?: string;
  /** Why it was dropped. */
  reason?: string;
  /** RFC 3339; what was to be said until then has been said. */
  saidUntil: string;
  /** RFC 3339; when it was said to be overdue. */
  overdueAt?: string;
  /** Steps of the ladder that heard of it, and when the last one did (RFC 3339). */
  climbed: number;
  climbedAt?: string;
}

/** What the query `followUps` answers, and what `keepFollowUps` writes down. */
export interface FollowUpsView {
  incident: string;
  keyId: string;
  workflowId: string;
  system: string;
  systemTitle: string;
  /** The system's own label of the severity. */
  label: string;
  summary: string;
  /** RFC 3339, of the incident. */
  openedAt: string;
  endedAt: string;
  items: FollowUpItem[];
  assumed: string[];
  /** RFC 3339 of the last change; absent as long as nothing is listed. */
  changedAt?: string;
  /** How often items were changed by people. */
  changes: number;
}

export interface DoneMessage extends Message {
  item: number;
}

export interface DropMessage extends Message {
  item: number;
  reason: string;
}

export interface AssignFollowUpMessage extends Message {
  /** Without it all that are open. */
  item?: number;
  /** A person, or a role of the catalogue. */
  to: string;
}

/** A clock of the follow-ups: what fires next and whom it reaches. */
export type FollowUpClock = Omit<Clock, 'name'> & { name: 'follow-ups' };

export const doneSignal = defineSignal<[DoneMessage]>('done');
export const dropSignal = defineSignal<[DropMessage]>('drop');
export const assignFollowUpSignal = defineSignal<[AssignFollowUpMessage]>('assign');

export const followUpsQuery = defineQuery<FollowUpsView>('followUps');
export const followUpClocksQuery = defineQuery<FollowUpClock[]>('clocks');
export const followUpTimelineQuery = defineQuery<TimelineEntry<FollowUpFact>[]>('timeline');

/** Everything that can happen to the follow-ups of an incident. */
export type FollowUpFact =
  | { kind: 'listed'; items: FollowUp[]; assumed: string[] }
  | { kind: 'begun'; items: number[] }
  | { kind: 'reminded'; items: number[] }
  | { kind: 'overdue'; items: number[] }
  | { kind: 'climbed'; items: number[]; role: string; people: string[]; last: boolean }
  | { kind: 'done'; item: number; by: Actor }
  | { kind: 'dropped'; item: number; by: Actor; reason: string }
  | { kind: 'given'; items: number[]; to: string; people: string[]; by: Actor }
  | { kind: 'noted'; by: Actor; text: string }
  | { kind: 'kept'; place: string }
  | { kind: 'message refused'; verb: string; by?: Actor; because: string }
  | ChannelFact
  | { kind: 'settled'; done: number; dropped: number }
  | { kind: 'cancelled'; because: string };

/** How a `postIncident` run ends. */
export interface PostIncidentResult {
  end: 'settled';
  incident: string;
  says: string;
}

/** Catalogue, calendar and files, on the coordination queue. */
export interface FollowUpActivities {
  /** The checklists of the system with owners and due times; those Mayday assumes where its file cannot be had. */
  listFollowUps(ended: EndedIncident): Promise<FollowUpList>;
  /** Writes `follow-ups.md` and the invitation `review.ics` beside the post-mortem; answers where the former is. */
  keepFollowUps(view: FollowUpsView): Promise<string>;
}
