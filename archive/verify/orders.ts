import type { Approval, Decision, Plan } from '../../workflows/contract/plans.ts';
import { leastNeeds, mayApprove, type Needs, type Risk, risks } from '../../workflows/contract/profile.ts';
import { isForPublic } from '../../workflows/contract/public-updates.ts';
import type { Order } from '../audit/history.ts';
import type { Course } from './course.ts';

/** The greater of what plan and mitigation say of it: the one is what people saw, the other what was done. */
export function riskOf({ plan, mitigation }: Order): Risk {
  const [shown, done] = [risks.indexOf(plan.risk), risks.indexOf(mitigation.risk)];
  return risks[Math.max(shown, done)] ?? 'destructive';
}

/** How many different people an order takes; 0 = it may run by itself. */
export function neededFor(order: Order, course: Course): number {
  const { plan, mitigation } = order;
  const risk = riskOf(order);
  const asked: Needs = plan.needs ?? 1;
  const isText = isForPublic(plan.id) && mitigation.action === 'statusPage.publish';
  if (isText && asked === 0) return tellsByItself(course) ? 0 : 1;
  if (asked > 0 || leastNeeds[risk] > 0) return Math.max(asked, leastNeeds[risk]);
  return runsByItself(risk, course) ? 0 : 1;
}

function tellsByItself({ profile, now }: Course): boolean {
  return profile?.publicUpdates?.by === 'auto' || now?.publicByItself === true;
}

function runsByItself(risk: Risk, { profile, now }: Course): boolean {
  const atTheOpening = profile ? Object.values(profile.needs[risk]).includes(0) : undefined;
  // Where nobody knows the policy any more, the plan's word counts.
  return atTheOpening ?? now?.byItself.includes(risk) ?? true;
}

/** Whose yes counts for a plan, by the file at the opening or as it is now; undefined where neither is known. */
export function approversOf(plan: Plan, { profile, now }: Course): string[] | undefined {
  // Who may tell the public what is no text of the file's phases the profile does not say.
  const opening = plan.tells ? profile?.publicUpdates?.approvers : profile && mayApprove(profile, plan.risk);
  if (!opening && !now) return undefined;
  if (plan.tells && !opening && !now) return undefined;
  return [...new Set([...(opening ?? []), ...(now?.approvers(plan) ?? [])])];
}

/** Up to which risk an unsigned approval counts, by the file at the opening or as it is now. */
export function unsignedUpTo({ profile, now }: Course): Risk {
  const opening = profile?.unverifiedUpTo ?? (now ? undefined : 'disruptive');
  const known = [opening, now?.unverifiedUpTo].flatMap((risk) => (risk ? risks.indexOf(risk) : []));
  return risks[Math.max(...known)] ?? 'observe';
}

/** Of an order from before there could be several, its one decision. */
export function approvalsOf(order: Order & { decision?: Decision }): Partial<Approval>[] {
  return order.approvals ?? (order.decision ? [{ decision: order.decision }] : []);
}
