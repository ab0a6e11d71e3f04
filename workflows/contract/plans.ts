import type { Checkpoint } from './audit.ts';
import { canonical, hashOf } from './keys.ts';
import type { Door, SignedIn } from './people.ts';
import type { Needs, Risk } from './profile.ts';
import type { Citation } from './rehearsals.ts';

/** What people answered, by the question's name; on the way back, what was before, by its key, and null where there was nothing. */
export type PlanParameters = Record<string, string | number | null>;

/** What an earlier plan gave a mitigation, now that it is to be taken back. */
export interface SetBefore {
  plan: number;
  parameters: PlanParameters;
}

/** One thing a plan would change. */
export interface PlanTarget {
  /** Unique within the plan; part of the effect's key. */
  id: string;
  title: string;
  /** The state that must still hold when the change is made; what the plan's hash is over. */
  state: Record<string, string | number | boolean | null>;
}

/** A change as an action proposes it, before the incident numbers it. */
export interface Proposal {
  targets: PlanTarget[];
  /** What would be done, line by line, as a person would type it. */
  preview: string[];
  /** What is observed now, as a sentence. */
  observed: string;
  /** What is expected after it. */
  predicted: string;
  blastRadius: string;
  /** How it is taken back, or null where it cannot be. */
  undo: string | null;
  /** It would take back something that somebody else has changed since; `observed` says what. */
  changedSince?: true;
  /** The parameters with which the same mitigation takes it back; absent where it cannot. */
  inverse?: PlanParameters;
}

/** A mitigation frozen for approval: what is approved is this plan and no other. */
export interface Plan extends Proposal {
  /** Ordinal in the incident: 1, 2, … */
  id: number;
  /** SHA-256 over mitigation, round, parameters and the targets' state. */
  hash: string;
  mitigation: string;
  title: string;
  risk: Risk;
  /** How many different approvers have to say yes. */
  needs: Needs;
  /** Who proposed it, where it was a person; may not always approve it, too. */
  requestedBy?: string;
  parameters?: PlanParameters;
  round: number;
  /** Meant to be taken back before the incident ends. */
  temporary?: boolean;
  /** The plan whose change this one takes back. */
  undoes?: number;
  /** It tells the public what cannot be untold: the commander's to approve. */
  tells?: true;
  /** The plan of a dry run that it repeats. */
  cites?: Citation;
  /** RFC 3339. After it the plan is expired; silence is never a yes. */
  expiresAt: string;
}

/** What is approved: a mitigation's name, its round and parameters, and the targets with their state; not their titles. */
export function planHash(
  mitigation: string,
  round: number,
  targets: PlanTarget[],
  parameters?: PlanParameters,
): string {
  return hashOf({ mitigation, round, parameters, targets: targets.map(({ id, state }) => ({ id, state })) });
}

/** What a person decided on one plan. `signature` is Ed25519 over `decisionText`, base64. */
export interface Decision {
  /** The incident's key id. */
  incident: string;
  plan: number;
  hash: string;
  decision: 'approve' | 'reject';
  actor: string;
  door: Door;
  /** Whose click it was, at the door `slack`. */
  slack?: { user: string; team: string };
  /** Whose session it was, at the door `board`. */
  signedIn?: SignedIn;
  /** RFC 3339, by the decider's clock. */
  at: string;
  reason?: string;
  /** One verified approver goes alone on what needs another one; everybody is told, and it is reviewed. */
  breakGlass?: true;
  signature?: string;
}

/** An approval that counts. */
export interface Approval {
  decision: Decision;
  /** RFC 3339; the instant as of which it was judged. */
  asOf: string;
}

/** The text a decision's signature is over. */
export function decisionText({ signature: _, ...decision }: Decision): string {
  return `mayday-decision-v1\n${canonical(decision)}`;
}

/** What was done to one target. */
export interface Effect {
  /** `effectKey` of it. */
  key: string;
  target: string;
  outcome: 'done' | 'already gone' | 'left alone';
  says: string;
  /** The id of what was made there, where it is needed to change that later. */
  made?: string;
}

/** What came of an approved plan. `refused` = what matters moved or the decision does not hold; nothing more was done. */
export type Applied = (
  | { outcome: 'applied'; effects: Effect[] }
  | { outcome: 'refused'; because: string; difference: string[]; effects: Effect[] }
) & {
  /** Over the entries that led to the order; absent where the worker has no key to sign with. */
  checkpoint?: Checkpoint;
};
