import { vouchedDoors } from '../../workflows/contract/people.ts';
import { type Approval, type Decision, decisionText, type Plan } from '../../workflows/contract/plans.ts';
import { leastNeeds } from '../../workflows/contract/profile.ts';
import { isForPublic, publicUpdate } from '../../workflows/contract/public-updates.ts';
import type { Fact, TimelineEntry } from '../../workflows/contract/timeline.ts';
import { type Clock, entryName, type Fault } from './faults.ts';
import { signerOf } from './signatures.ts';

/** Whose signature below a decision counts: public keys, base64 of SPKI DER. */
export interface PublicKeys {
  /** By name, those of before among them. */
  people: ReadonlyMap<string, readonly string[]>;
  /** Of the gateways that vouch for clicks in Slack and for who is signed in at the board. */
  gateways: readonly string[];
}

type Approved = Extract<Fact, { kind: 'approved' | 'approval counted' }>;

/** What came of looking at decisions. */
export interface DecisionsAudit {
  /** By the number of its entry: what stands behind an approval, in a few words. */
  standing: Map<number, string>;
  faults: Fault[];
  /** Whose keys are not known here. */
  unknown: string[];
}

/** Whether every change of a record was approved before it, by as many as its plan needs, and each approval is what its signature says. */
export function auditDecisions(
  { timeline, keyId }: { timeline: readonly TimelineEntry[]; keyId: string },
  keys: PublicKeys,
  clock: Clock,
): DecisionsAudit {
  const audit: DecisionsAudit = { standing: new Map(), faults: [], unknown: [] };
  const plans = new Map<number, Plan>();
  const approvals = new Map<number, (Approval | undefined)[]>();
  for (const [index, { fact }] of timeline.entries()) {
    const wrong = (because: string) =>
      audit.faults.push({ entry: index + 1, says: `${entryName(timeline, index, clock)} ${because}` });
    try {
      if (fact.kind === 'planned') plans.set(fact.plan.id, fact.plan);
      if (fact.kind === 'approved' || fact.kind === 'approval counted') {
        const { approval } = fact;
        approvals.set(fact.plan, [...(approvals.get(fact.plan) ?? []), approval]);
        const judged = approval && judge(approval.decision, { keyId, plan: plans.get(fact.plan), keys });
        const because = judged?.fault ?? unproved(fact);
        if (because) wrong(because);
        if (judged?.unknown && !audit.unknown.includes(judged.unknown)) audit.unknown.push(judged.unknown);
        if (judged) audit.standing.set(index + 1, judged.standing);
      }
      if (fact.kind === 'applied') {
        const because = notApproved(plans.get(fact.plan), approvals.get(fact.plan));
        if (because) wrong(because);
      }
    } catch {
      wrong('has something that no such entry has');
    }
  }
  return audit;
}

function unproved({ by, approval }: Approved): string | undefined {
  const verified = by.kind === 'person' && by.verified;
  const isUnsigned = approval && approval.decision.signature === undefined;
  return verified && isUnsigned ? 'counts as verified, and no signature is there' : undefined;
}

/** What a decision amounts to. */
export interface Judged {
  /** In a few words. */
  standing: 'signed' | 'vouched for by a gateway' | 'unsigned' | 'signature not checked' | 'does not count';
  fault?: string;
  /** Whose key would be needed to tell. */
  unknown?: string;
}

/** Whether a decision is about this plan, and signed by whom it names. */
export function judge(
  decision: Decision,
  { keyId, plan, keys }: { keyId: string; plan: Plan | undefined; keys: PublicKeys },
): Judged {
  const { actor, door, signature } = decision;
  const vouched = vouchedDoors.includes(door);
  const wrong = (fault: string): Judged => ({ standing: 'does not count', fault });
  if (decision.incident !== keyId) return wrong('has a decision that was made for another incident');
  if (!plan || decision.plan !== plan.id || decision.hash !== plan.hash)
    return wrong('has a decision that was made about another plan');
  if (decision.decision !== 'approve') return wrong('has a decision that is no approval');
  if (signature === undefined) return { standing: 'unsigned' };
  const known = vouched ? keys.gateways : (keys.people.get(actor) ?? []);
  if (known.length === 0)
    return { standing: 'signature not checked', unknown: vouched ? 'the gateway' : actor };
  if (signerOf(known, decisionText(decision), signature))
    return { standing: vouched ? 'vouched for by a gateway' : 'signed' };
  const whose = vouched ? 'no gateway that counts here' : `no key of ${actor} that is known here`;
  return wrong(`has a signature by ${whose}`);
}

function notApproved(plan: Plan | undefined, given: (Approval | undefined)[] = []): string | undefined {
  if (!plan) return 'has a plan that was never asked about';
  if (given.length === 0) return `was never approved: nobody decided on plan ${plan.id} before it`;
  if (given.some((approval) => approval?.decision.breakGlass)) return undefined;
  // A plan from before it said how many it needs was approved by one, whose decision was not kept.
  const has = plan.needs === undefined ? given.length : given.filter(Boolean).length;
  // A text for the public may be told by itself where the policy says so; nothing else may.
  const least = isForPublic(plan.id) && plan.mitigation === publicUpdate ? 0 : leastNeeds[plan.risk];
  const needs = Math.max(plan.needs ?? 1, least ?? 0);
  return has < needs ? `has ${has} of the ${needs} approvals that plan ${plan.id} needs` : undefined;
}
