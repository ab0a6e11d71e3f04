import type { DecisionMessage } from '../../workflows/contract/messages.ts';
import { vouchedDoors } from '../../workflows/contract/people.ts';
import { type Approval, type Decision, decisionText } from '../../workflows/contract/plans.ts';
import { risks } from '../../workflows/contract/profile.ts';
import type { Order, Ordered } from '../audit/history.ts';
import { signerOf } from '../audit/signatures.ts';
import { type Ordering, unknownKey } from './effects.ts';
import { approversOf, riskOf, unsignedUpTo } from './orders.ts';

/** ms that a decider's clock, and the way to the judge, may differ from the server's. */
const tolerated = 5 * 60_000;

/** Why one approval of an order does not count, by the rules of `verifyDecision` as far as they can be known afterwards. */
export function faultsOfApproval(
  { decision, asOf }: Partial<Approval>,
  { event, input: order }: Ordered<Order>,
  ordering: Ordering,
): string[] {
  if (!decision) return ['an approval has no decision'];
  const { plan, keyId } = order;
  const { actor, reason } = decision;
  const faults: string[] = [];
  if (decision.decision !== 'approve') faults.push(`${actor} did not approve`);
  if (decision.incident !== keyId) faults.push(`${actor} approved in another incident`);
  if (decision.plan !== plan.id || decision.hash !== plan.hash) faults.push(`${actor} approved another plan`);
  if ((riskOf(order) === 'destructive' || decision.breakGlass) && !reason?.trim())
    faults.push(`${actor} gave no reason`);
  const elsewhere = [
    ...(isSent(decision, event, ordering) ? [] : [`no signal of ${actor} before it says so`]),
    ...(isHeld(decision, event, ordering) ? [] : [`nobody judged the decision of ${actor} before it`]),
  ];
  // It may have come in the run before this one.
  if (ordering.run.continues && ordering.before.length === 0)
    ordering.unjudged.push(...elsewhere.map((says) => `${says}, and the run before it has no history here`));
  else faults.push(...elsewhere);
  if (asOf !== undefined) faults.push(...tooLate(decision, asOf, plan.expiresAt));
  return [...faults, ...notEntitled(decision, order, ordering), ...notSigned(decision, order, ordering)];
}

function isSent(decision: Decision, event: number, { run, before }: Ordering): boolean {
  const signals = [
    ...before.flatMap((each) => each.signals),
    ...run.signals.filter((signal) => signal.event < event),
  ];
  return signals.some(({ name, message }) => name === 'approve' && isSignalOf(decision, message));
}

/** A person who types into the Temporal UI may shorten the hash, gives no time, and an empty reason is none. */
function isSignalOf(decision: Decision, message: unknown): boolean {
  const { plan, hash, by, signature, reason, breakGlass } = (message ?? {}) as Partial<DecisionMessage>;
  const name = typeof by === 'object' ? by.name : (by ?? decision.actor);
  return (
    plan === decision.plan &&
    typeof hash === 'string' &&
    hash.length > 0 &&
    decision.hash.startsWith(hash) &&
    name === decision.actor &&
    (signature?.trim() ? signature : undefined) === decision.signature &&
    (reason?.trim() ? reason : undefined) === decision.reason &&
    (breakGlass === true) === (decision.breakGlass === true)
  );
}

function isHeld(decision: Decision, event: number, { run, before }: Ordering): boolean {
  const text = decisionText(decision);
  const held = [...before.flatMap((each) => each.held), ...run.held.filter((each) => each.event < event)];
  return held.some(
    (each) => decisionText(each.decision) === text && each.decision.signature === decision.signature,
  );
}

function tooLate({ actor, at }: Decision, asOf: string, expiresAt: string): string[] {
  const off = Math.abs(Date.parse(asOf) - Date.parse(at));
  return [
    // Negated, so that a date that cannot be read is a fault.
    ...(off <= tolerated ? [] : [`the decision of ${actor} was more than 5 minutes old when it counted`]),
    ...(Date.parse(asOf) <= Date.parse(expiresAt) ? [] : [`the plan had expired when ${actor} approved it`]),
  ];
}

function notEntitled({ actor }: Decision, { plan }: Order, { course, unjudged }: Ordering): string[] {
  const approvers = approversOf(plan, course);
  if (approvers === undefined) {
    unjudged.push(
      'who might approve is not known: the run that opened it has no history, and its file cannot be read',
    );
    return [];
  }
  if (approvers.includes(actor)) return [];
  // The profile does not say who may tell the public beside its phases.
  if (plan.tells && !course.now && !course.profile?.publicUpdates) {
    unjudged.push(
      'whose yes it took to tell the public only the file of the system says, and it cannot be read here',
    );
    return [];
  }
  return [`${actor} was no approver of it when the incident opened, and is none by the file as it is now`];
}

function notSigned(decision: Decision, order: Order, { course, unjudged }: Ordering): string[] {
  const { actor, door, signature } = decision;
  if (signature === undefined) {
    const tooMuch = risks.indexOf(riskOf(order)) > risks.indexOf(unsignedUpTo(course));
    return decision.breakGlass || tooMuch ? [`${actor} did not sign`] : [];
  }
  const vouched = vouchedDoors.includes(door);
  const known = vouched ? course.keys.gateways : (course.keys.people.get(actor) ?? []);
  if (known.length === 0) {
    unjudged.push(unknownKey(vouched ? 'the gateway' : actor));
    return [];
  }
  if (signerOf(known, decisionText(decision), signature)) return [];
  return [vouched ? 'the signature is by no gateway that counts here' : `the signature is not by ${actor}`];
}
