import { ApplicationFailure } from '@temporalio/common';
import type { Approver, Catalogue } from '../../systems/catalogue.ts';
import { durationText } from '../../systems/duration.ts';
import { oneOf } from '../../systems/nearest.ts';
import type { Verified } from '../../workflows/contract/activities.ts';
import type { Decision, Plan } from '../../workflows/contract/plans.ts';
import { risks } from '../../workflows/contract/profile.ts';
import type { Resolve } from '../dependencies.ts';
import { signedBy } from './signature.ts';

/** What a decision is judged by. */
export interface Case {
  catalogue: Catalogue;
  resolve: Resolve;
  /** Who vouches for clicks in Slack. */
  gatewayKeys?: readonly string[];
  system: string;
  plan: Plan;
  decision: Decision;
  /** The incident's key id. */
  keyId: string;
  /** Epoch ms by the server's clock at which the decision counts; the same for every attempt of one activity. */
  now: number;
}

/** ms that a decider's clock, and the way to here, may differ from the server's. */
const tolerated = 5 * 60_000;

/**
 * Whether a decision holds, by the catalogue as it is now. Never throws for what a person did; an unreadable catalogue refuses.
 *
 * An approval needs the key of somebody in an approver role; without a signature it holds only up to the risk that the
 * policy's `unverifiedUpTo` names. A rejection changes nothing, so anybody named in the catalogue may reject, unsigned
 * and at any age; a signature that is there must fit all the same. For a click in Slack it is a gateway that signs. Incident, plan and hash tie a decision to one change;
 * its age is limited as well, because a Reset delivers old signals again and may come to the same hash.
 */
export function judgeDecision(given: Case): Verified {
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
    return `The decision's date ${quoted(decision.at)} cannot be read: write it like 2026-01-31T12:00:00Z.`;
  const seconds = durationText(Math.max(1000, Math.floor(Math.abs(off) / 1000) * 1000));
  return off > 0
    ? `The decision is ${seconds} old, and ${durationText(tolerated)} are the most that count: look at the plan and decide again.`
    : `The decision is dated ${seconds} ahead: set the clock of that machine and decide again.`;
}

function badSignature(given: Case, judged: { verified: boolean }): string | undefined {
  const { catalogue, resolve, system, decision } = given;
  if (decision.signature === undefined) return undefined;
  if (decision.door === 'slack') return notVouchedFor(given, judged);
  const people = catalogue.people(system);
  const actor = people.get(decision.actor);
  if (actor === undefined) return undefined;
  if (actor.publicKeys.length === 0) {
    return `${actor.name} has no public key at ${system}, so the signature cannot be checked: add one to systems/${system}.yaml.`;
  }
  if (signedBy(actor.publicKeys.map(resolve), decision)) {
    judged.verified = true;
    return undefined;
  }
  const owner = [...people.values()].find((other) => signedByOther(other, decision, resolve));
  return owner === undefined
    ? `The signature does not fit: the decision was altered, made for another incident, or signed with a key that is not ${actor.name}'s.`
    : `The signature is by ${owner.name}'s key, not by ${actor.name}'s: decide under your own name.`;
}

/** The gateway says which account clicked, the catalogue whose that is. */
function notVouchedFor(
  { catalogue, system, decision, gatewayKeys = [] }: Case,
  judged: { verified: boolean },
): string | undefined {
  if (gatewayKeys.length === 0) return undefined;
  if (!signedBy(gatewayKeys, decision)) {
    return 'The signature is by no gateway that the worker knows: MAYDAY_GATEWAY_PUBLIC_KEY of the worker must hold the public half of the MAYDAY_GATEWAY_KEY of the gateway.';
  }
  const actor = catalogue.people(system).get(decision.actor);
  if (actor === undefined) return undefined;
  const { user, team } = decision.slack ?? {};
  if (user === undefined || actor.slack?.user !== user || actor.slack.team !== team) {
    return `The click came from a Slack account that is not ${actor.name}'s in the catalogue of ${system}: write the ids of the right one under "people".`;
  }
  judged.verified = true;
  return undefined;
}

function signedByOther({ publicKeys }: Approver, decision: Decision, resolve: Resolve): boolean {
  try {
    return signedBy(publicKeys.map(resolve), decision);
  } catch (error) {
    if (error instanceof ApplicationFailure) return false;
    throw error;
  }
}

function notEntitled({ catalogue, system, plan, decision }: Case, verified: boolean): string | undefined {
  const people = catalogue.people(system);
  const { approverRoles, unverifiedUpTo } = catalogue.policy(system);
  const actor = people.get(decision.actor);
  const whom = whoMay([...people.values()], approverRoles);
  if (actor === undefined) {
    return `${quoted(decision.actor)} is not named in the catalogue of ${system}: ask ${whom}.`;
  }
  if (decision.decision === 'reject') return undefined;
  if (!actor.roles.some((role) => approverRoles.includes(role))) {
    return `${actor.name} is not an approver of ${system}: ask ${whom}.`;
  }
  if (plan.risk === 'destructive') {
    return 'A destructive plan needs two approvers, which Mayday cannot ask for yet: do it by hand, or reject the plan.';
  }
  if (!verified && risks.indexOf(plan.risk) > risks.indexOf(unverifiedUpTo)) {
    return `This plan is ${plan.risk}, and at ${system} an approval without a signature counts up to ${unverifiedUpTo} only: approve with "mayday approve --as ${actor.name}" and your key.`;
  }
  return undefined;
}

function whoMay(people: readonly Approver[], approverRoles: readonly string[]): string {
  const approvers = people.flatMap(({ name, roles }) => {
    const held = roles.filter((role) => approverRoles.includes(role));
    return held.length > 0 ? [`${name} (${held.join(', ')})`] : [];
  });
  return oneOf(approvers) || 'for an approver in the catalogue, since it names none';
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
