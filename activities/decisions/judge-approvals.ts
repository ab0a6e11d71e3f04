import type { Approval } from '../../workflows/contract/plans.ts';
import { leastNeeds } from '../../workflows/contract/profile.ts';
import { isForPublic } from '../../workflows/contract/public-updates.ts';
import { type Case, judgeDecision, tolerated } from './judge-decision.ts';

/** All that the approvals of a plan are judged by, beside themselves. */
export type ApprovedCase = Omit<Case, 'decision' | 'counted'> & { approvals: readonly Approval[] };

/**
 * Why a plan must not be carried out on these approvals, each judged as of the instant at which it counted and by the
 * catalogue as it is now; undefined if they hold and are enough. The last one must be fresh at `now`. Never throws for what people did.
 */
export function notApproved({ approvals, now, ...given }: ApprovedCase): string | undefined {
  const { plan, catalogue, system } = given;
  for (const [i, { decision, asOf }] of approvals.entries()) {
    if (decision.decision !== 'approve') return 'A decision is not an approval.';
    const judged = judgeDecision({
      ...given,
      decision,
      counted: approvals.slice(0, i),
      now: Date.parse(asOf),
    });
    if (!judged.holds) return judged.because;
  }
  const last = approvals.at(-1);
  if (last && now - Date.parse(last.asOf) > tolerated) {
    return `Plan ${plan.id} was approved at ${last.asOf}, too long ago to act on it: look at the plan that follows it.`;
  }
  if (approvals.some(({ decision }) => decision.breakGlass)) return undefined;
  const needs = Math.max(plan.needs, isForPublic(plan.id) ? 0 : leastNeeds[plan.risk]);
  if (approvals.length < needs)
    return `Plan ${plan.id} needs ${needs} approvals and has ${approvals.length}.`;
  if (approvals.length > 0) return undefined;
  // By itself: only as long as the policy goes on to say so.
  if (isForPublic(plan.id)) {
    return catalogue.policy(system).publicUpdates === 'auto'
      ? undefined
      : `At ${system} the public is not told anything by itself any more.`;
  }
  const mayStill = Object.values(catalogue.policy(system).needs[plan.risk]).includes(0);
  return mayStill ? undefined : `At ${system} a ${plan.risk} change does not run by itself any more.`;
}
