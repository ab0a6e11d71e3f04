import type { Approver } from '../../systems/catalogue.ts';
import { approversFor, mayApproveOwn, rolesFor } from '../../systems/entitled.ts';
import { oneOf } from '../../systems/nearest.ts';
import { risks } from '../../workflows/contract/profile.ts';
import type { Case } from './judge-decision.ts';

/** Why a decision does not count by the policy of its system, whoever made it. */
export function notEntitled(given: Case, verified: boolean): string | undefined {
  const { catalogue, system, plan, decision } = given;
  const people = catalogue.people(system);
  const { approverRoles, unverifiedUpTo } = catalogue.policy(system);
  const roles = rolesFor(given);
  const actor = people.get(decision.actor);
  const approvers = approversFor(given);
  if (actor === undefined) {
    const name = JSON.stringify(decision.actor.slice(0, 100));
    return `${name} is not named in the catalogue of ${system}: ask ${whoMay(approvers, roles)}.`;
  }
  if (decision.decision === 'reject') return undefined;
  if (!approvers.some(({ name }) => name === actor.name)) {
    const what = plan.tells
      ? ' of what the public is told'
      : Object.values(approverRoles).every((each) => sameRoles(each, roles))
        ? ''
        : ` of what is ${plan.risk}`;
    return `${actor.name} is not an approver${what} of ${system}: ask ${whoMay(approvers, roles)}.`;
  }
  if (!verified && risks.indexOf(plan.risk) > risks.indexOf(unverifiedUpTo)) {
    return `This plan is ${plan.risk}, and at ${system} an approval without a signature counts up to ${unverifiedUpTo} only: approve with "mayday approve --as ${actor.name}" and your key.`;
  }
  const others = approvers.filter(({ name }) => name !== actor.name);
  return missingReason(given) ?? badBreakGlass(given, verified) ?? notSeparate(given, others, roles);
}

function missingReason({ plan, decision }: Case): string | undefined {
  if (decision.reason?.trim()) return undefined;
  if (decision.breakGlass) return 'Going alone needs a reason: approve with --break-glass "why".';
  return plan.risk === 'destructive'
    ? `Plan ${plan.id} is destructive, and an approval of it needs a reason: approve with --reason "why".`
    : undefined;
}

function badBreakGlass({ catalogue, system, decision }: Case, verified: boolean): string | undefined {
  if (!decision.breakGlass) return undefined;
  if (!verified)
    return `Going alone needs a signature: approve with "mayday approve --as ${decision.actor}" and your key.`;
  return catalogue.policy(system).breakGlass
    ? undefined
    : `At ${system} nobody goes alone (policy.breakGlass is false): find another approver.`;
}

/** The same person does not count twice, and nobody alone for their own proposal. */
function notSeparate(given: Case, others: Approver[], roles: readonly string[]): string | undefined {
  const { catalogue, system, plan, decision, counted } = given;
  if (decision.breakGlass) return undefined;
  const { actor } = decision;
  const alone = catalogue.policy(system).breakGlass ? ', or go alone with --break-glass "why"' : '';
  if (counted.some((approval) => approval.decision.actor === actor)) {
    return `${actor} has approved plan ${plan.id} already, and it needs somebody else's approval, too: ask ${whoMay(others, roles)}${alone}.`;
  }
  if (plan.requestedBy !== actor || mayApproveOwn(given)) return undefined;
  return `${actor} proposed plan ${plan.id}, and it is ${plan.risk}, so somebody else must approve it: ask ${whoMay(others, roles)}${alone}.`;
}

/** Whom to ask for the next approval of a plan, once a decision counts as one. */
export function whoElse(given: Case): string {
  const { plan, decision, counted } = given;
  const out = [decision, ...counted.map((approval) => approval.decision)].map(({ actor }) => actor);
  if (plan.requestedBy !== undefined && !mayApproveOwn(given)) out.push(plan.requestedBy);
  const others = approversFor(given).filter(({ name }) => !out.includes(name));
  return whoMay(others, rolesFor(given));
}

function whoMay(approvers: readonly Approver[], roles: readonly string[]): string {
  const named = approvers.map(
    ({ name, roles: held }) => `${name} (${held.filter((role) => roles.includes(role)).join(', ')})`,
  );
  return oneOf(named) || 'for an approver in the catalogue, since it names none';
}

function sameRoles(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((role) => b.includes(role));
}
