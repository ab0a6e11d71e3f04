import { ApplicationFailure } from '@temporalio/common';
import type { Catalogue } from '../../systems/catalogue.ts';
import { durationText } from '../../systems/duration.ts';
import type { Judgement } from '../../workflows/contract/activities.ts';
import type { Approval, Decision, Plan } from '../../workflows/contract/plans.ts';
import type { Resolve } from '../dependencies.ts';
import { notEntitled } from './entitlement.ts';
import { badSignature } from './identity.ts';

/** What a decision is judged by. */
export interface Case {
  catalogue: Catalogue;
  resolve: Resolve;
  /** Who vouches for clicks in Slack and sessions at the board. */
  gatewayKeys?: readonly string[];
  system: string;
  plan: Plan;
  decision: Decision;
  /** The approvals of the plan that count already. */
  counted: readonly Approval[];
  /** The incident's key id. */
  keyId: string;
  /** Epoch ms by the server's clock at which the decision counts; the same for every attempt of one activity. */
  now: number;
}

/** ms that a decider's clock, and the way to here, may differ from the server's. */
export const tolerated = 5 * 60_000;

/**
 * Whether a decision holds, by the catalogue as it is now. Never throws for what a person did; an unreadable catalogue refuses.
 *
 * An approval needs the key of somebody in an approver role; without a signature it holds only up to the risk that the
 * policy's `unverifiedUpTo` names. A rejection changes nothing, so anybody named in the catalogue may reject, unsigned
 * and at any age; a signature that is there must fit all the same. For a click in Slack or at the board it is a gateway that signs. Incident, plan and hash tie a decision to one change;
 * its age is limited as well, because a Reset delivers old signals again and may come to the same hash.
 */
export function judgeDecision(given: Case): Judgement {
  const { decision } = given;
  const judged = { verified: false };
  let because: string | undefined;
  try {
    because =
      anotherPlan(given) ??
      tooLate(given) ??
      badSignature(given, judged) ??
      notEntitled(given, judged.verified);
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    because = `The decision cannot be checked now. ${error.message}`;
  }
  const by = { kind: 'person', name: decision.actor, door: decision.door, ...judged } as const;
  return because === undefined ? { holds: true, by } : { holds: false, by, because };
}

function anotherPlan({ plan, decision, keyId }: Case): string | undefined {
  if (decision.incident !== keyId) {
    return 'The decision was made for another incident: decide in this one.';
  }
  if (decision.plan !== plan.id) {
    return `The decision is about plan ${decision.plan}, but plan ${plan.id} waits: look at it and decide again.`;
  }
  if (decision.hash !== plan.hash) {
    return `The decision is about another version of plan ${plan.id}: look at it as it is now and decide again.`;
  }
  return undefined;
}

function tooLate({ plan, decision, now }: Case): string | undefined {
  // Negated, so that a date that cannot be read refuses instead of passing.
  if (!(now <= Date.parse(plan.expiresAt))) {
    return `Plan ${plan.id} expired at ${plan.expiresAt}: nothing was changed, decide on the plan that follows it.`;
  }
  if (decision.decision === 'reject') return undefined;
  const off = now - Date.parse(decision.at);
  if (Math.abs(off) <= tolerated) return undefined;
  if (Number.isNaN(off))
    return `The decision's date ${JSON.stringify(decision.at.slice(0, 100))} cannot be read: write it like 2026-01-31T12:00:00Z.`;
  const seconds = durationText(Math.max(1000, Math.floor(Math.abs(off) / 1000) * 1000));
  return off > 0
    ? `The decision is ${seconds} old, and ${durationText(tolerated)} are the most that count: look at the plan and decide again; if it was made just now, set the clock of that machine.`
    : `The decision is dated ${seconds} ahead: set the clock of that machine and decide again.`;
}
