import type { AlertFact } from './alert-facts.ts';
import type { SilenceFact } from './alertmanager.ts';
import type { Checkpoint } from './audit.ts';
import type { ChannelFact } from './channels.ts';
import type { Finding } from './findings.ts';
import type { Freeze } from './freeze.ts';
import type { Impact } from './incident.ts';
import type { Mode } from './input.ts';
import type { ByHand } from './mitigations.ts';
import type { Actor } from './people.ts';
import type { Approval, Effect, Plan } from './plans.ts';
import type { Risk, Severity } from './profile.ts';
import type { PublicFact } from './public-updates.ts';
import type { Rehearsal } from './rehearsals.ts';

/** An alert as the timeline keeps it. */
export interface AlertNote {
  fingerprint: string;
  name: string;
  summary: string;
  startsAt: string;
}

/** How an incident ended. */
export type Ending = 'fixed' | 'false alarm' | 'duplicate';

/** Where a note belongs in the post-mortem. */
export type NoteKind = 'update' | 'cause' | 'impact' | 'action' | 'eta';

/** The response ladder runs until acknowledged, the resolution ladder until resolved. */
export type Ladder = 'response' | 'resolution';

/** Everything that can happen to an incident. State is a fold over these; so are the audit trail and the post-mortem. */
export type Fact =
  | {
      kind: 'opened';
      by: Actor;
      severity: Severity;
      label: string;
      summary: string;
      mode: Mode;
      assumed: string[];
    }
  | { kind: 'degraded'; because: string }
  | {
      kind: 'alerts';
      firing: AlertNote[];
      resolved: AlertNote[];
      /** Fired before, and their end was heard first: they do not fire now. */
      late?: AlertNote[];
      repeated: number;
    }
  | {
      kind: 'paged';
      ladder: Ladder;
      step: number;
      role: string;
      people: string[];
      because: string;
      reach: 'page' | 'notify';
    }
  /** In a dry run or a shadow incident, instead of `paged`. */
  | {
      kind: 'would page';
      ladder: Ladder;
      step: number;
      role: string;
      people: string[];
      because: string;
      reach: 'page' | 'notify';
    }
  | { kind: 'nobody left to page'; because: string }
  | { kind: 'resolution missed'; due: string }
  | { kind: 'target nears'; percent: number; due: string }
  | { kind: 'update due'; due: string; people: string[] }
  | { kind: 'status'; text: string; next: string }
  | { kind: 'handed over'; role: string; from: string[]; to: string[] }
  | { kind: 'assigned'; by: Actor; to: string; people: string[] }
  | { kind: 'severity changed'; by: Actor; from: Severity; to: Severity; label: string; reason: string }
  | { kind: 'severity suggested'; severity: Severity; label: string; because: string }
  | {
      kind: 'proposed';
      by: Actor;
      mitigation: string;
      parameters?: Record<string, string | number>;
      /** As a plan of that dry run or shadow incident had it. */
      cites?: { incident: string; plan: number };
    }
  | { kind: 'undo asked'; by: Actor; plan: number }
  | { kind: 'answers wanted'; mitigation: string; questions: string[]; expiresAt: string }
  | { kind: 'skipped'; by: Actor; what: string }
  | { kind: 'extended'; by: Actor; plan: number; expiresAt: string }
  | { kind: 'taken over'; by: Actor }
  | { kind: 'outcome told'; by: Actor; plan: number; outcome: 'done' | 'not done' | 'again' }
  | { kind: 'change stays'; plan: number; because: string }
  | { kind: 'acknowledged'; by: Actor }
  | { kind: 'response missed'; due: string }
  | { kind: 'checked'; round: number; findings: Finding[] }
  | { kind: 'planned'; plan: Plan }
  /** In a shadow incident, instead of `planned`; `of` may approve it. */
  | { kind: 'would ask'; plan: Plan; of: string[] }
  /** The same for a mitigation that asks people something before it can be planned. */
  | { kind: 'would ask answers'; mitigation: string; title: string; questions: string[] }
  /** In a dry run: what would become of a mitigation. */
  | ({ kind: 'rehearsed' } & Rehearsal)
  /** `undone`: the plan whose change is not in effect any more. */
  | { kind: 'nothing to do'; mitigation: string; because: string; undone?: number }
  | { kind: 'reminded'; plan: number; expiresAt: string }
  /** One of the approvals that a plan needs; `missing` more are to come. */
  | {
      kind: 'approval counted';
      plan: number;
      by: Actor;
      approval: Approval;
      missing: number;
      /** Whom to ask for the next, in words. */
      whoElse?: string;
    }
  /** The last approval that a plan needed; none where the policy lets the change run by itself. */
  | { kind: 'approved'; plan: number; hash: string; by: Actor; reason?: string; approval?: Approval }
  | { kind: 'rejected'; plan: number; hash: string; by: Actor; reason: string }
  | { kind: 'decision refused'; plan: number; by: Actor; because: string }
  | { kind: 'approval expired'; plan: number }
  /** `until`: how long the plan waits that is made in its place, RFC 3339. */
  | { kind: 'plan withdrawn'; plan: number; because: string; until?: string }
  | { kind: 'applied'; plan: number; effects: Effect[]; checkpoint?: Checkpoint }
  | {
      kind: 'apply refused';
      plan: number;
      because: string;
      difference: string[];
      effects: Effect[];
      checkpoint?: Checkpoint;
    }
  | { kind: 'outcome unknown'; plan: number; because: string }
  /** It was approved, and its target could not be had: it is made anew. */
  | { kind: 'not applied'; plan: number; because: string }
  /** Another incident changes the target now; `until` (RFC 3339) at the latest. */
  | { kind: 'waits for target'; plan: number; target: string; holder: string; until: string }
  /** Another incident waits for the target that this one changes. */
  | { kind: 'target wanted'; target: string; waits: string }
  | { kind: 'frozen'; freeze: Freeze }
  | { kind: 'thawed'; who: string; because?: string }
  /** All pods of what a plan changed are up to date and ready. */
  | { kind: 'rolled out'; plan: number; says: string }
  /** They will not be, or nobody can see whether they are; counts as not improved. */
  | { kind: 'not rolled out'; plan: number; says: string }
  | { kind: 'improved'; plan: number; says: string }
  | { kind: 'not improved'; plan: number; says: string }
  | { kind: 'well'; says: string; finding?: Finding }
  | { kind: 'not well'; says: string; finding?: Finding }
  /** What the steps of a verification said, and what only people can look at; `what` they verify: a plan, or the system. */
  | { kind: 'verified'; what: string; findings: Finding[]; look: string[] }
  | { kind: 'monitoring'; until: string; note?: string }
  | { kind: 'relapsed'; because: string }
  | { kind: 'nothing left'; because: string }
  | {
      kind: 'up to people';
      /** What the document has them look at, commands last. */
      look: string[];
      /** What they can propose. */
      offers: { name: string; title: string; risk: Risk }[];
      byHand: ByHand[];
    }
  | { kind: 'recheck asked'; by: Actor }
  | { kind: 'noted'; by: Actor; text: string; as?: NoteKind }
  | { kind: 'impact noted'; by: Actor; impact: Impact }
  | { kind: 'ticked'; by: Actor; item: number; text: string }
  | { kind: 'message refused'; verb: string; by?: Actor; because: string }
  /** `where`: the address of its ticket. */
  | { kind: 'ticket'; where: string }
  | ChannelFact
  | AlertFact
  | SilenceFact
  | PublicFact
  | { kind: 'resolved'; by: Actor; as: Ending; because: string }
  /** The end of a dry run; `asks`: what it would have asked for, in this order. */
  | { kind: 'dry run over'; asks: string[]; refused: string[] }
  | { kind: 'cancelled'; because: string }
  | { kind: 'failed'; because: string };

/** One dated fact. */
export interface TimelineEntry<F = Fact> {
  /** Of the fact's content, not of its place: a Reset that comes to the same fact again posts nothing twice. */
  id: string;
  /** RFC 3339, the workflow's clock. */
  at: string;
  fact: F;
  /** `linkOf` it; absent where it was written before entries were chained. */
  chain?: string;
}
