import type { Mode } from '../../workflows/contract/input.ts';
import type { Risk, SystemProfile } from '../../workflows/contract/profile.ts';
import type { TimelineEntry } from '../../workflows/contract/timeline.ts';
import type { PublicKeys } from '../audit/decisions.ts';
import type { Clock, Fault } from '../audit/faults.ts';
import type { Sealed } from '../audit/record.ts';
import type { Run } from './run.ts';

/** Whose approvals count by the catalogue as it is now: it may have been edited since an incident opened. */
export interface CountsNow {
  approvers(plan: { risk: Risk; tells?: true }): readonly string[];
  unverifiedUpTo: Risk;
  /** What may run by itself. */
  byItself: readonly Risk[];
  publicByItself: boolean;
}

/** All that is known of one incident, open or closed. */
export interface Course {
  incident: string;
  keyId: string;
  mode: Mode;
  /** Absent where neither the archive nor a history has it, and nobody answers for it. */
  timeline?: readonly TimelineEntry[];
  /** Absent as long as it is open. */
  record?: Sealed;
  /** The histories of its runs that could be read, oldest first. */
  runs: readonly Run[];
  /** Why histories or the timeline are missing, as sentences. */
  missing: readonly string[];
  /** As it was fixed at the opening. */
  profile?: SystemProfile;
  /** Public keys of people and gateways. */
  keys: PublicKeys;
  /** Public keys whose checkpoints and seals count. */
  auditKeys: readonly string[];
  /** Absent where the system's file cannot be read here. */
  now?: CountsNow;
  clock: Clock;
}

/** What an invariant came to. */
export interface Judged {
  faults: Fault[];
  /** What it could not judge, and why, as sentences. */
  unjudged: string[];
  /** What it looked at, in words. */
  looked: string;
}

/** Something that holds for every incident, whatever people, alerts and the world do. */
export interface Invariant {
  /** One word. */
  name: string;
  /** What holds, as a sentence. */
  promises: string;
  judge(course: Course): Judged;
}

/** `1 page`, `3 pages` */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Why nothing can be said of a timeline that is not there. */
export function withoutTimeline({ missing }: Course): Judged {
  return {
    faults: [],
    unjudged: missing.length > 0 ? [...missing] : ['its timeline is not known'],
    looked: '',
  };
}
