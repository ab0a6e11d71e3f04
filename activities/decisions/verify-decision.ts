import { Context } from '@temporalio/activity';
import type { CoordinationActivities } from '../../workflows/contract/activities.ts';
import type { CoordinationDependencies } from '../dependencies.ts';
import { frozenSentence } from '../keepers/freezes.ts';
import { whoElse } from './entitlement.ts';
import { judgeDecision } from './judge-decision.ts';

/** Judges a decision as of the instant it was handed to the activity, by the server's clock. While changes are frozen no approval counts. */
export function verifyDecision({
  catalogue,
  resolve,
  gatewayKeys,
  freezes,
}: Pick<
  CoordinationDependencies,
  'catalogue' | 'resolve' | 'gatewayKeys' | 'freezes'
>): CoordinationActivities['verifyDecision'] {
  return async (question) => {
    const now = Context.current().info.scheduledTimestampMs;
    const given = { ...question, catalogue, resolve, gatewayKeys, now };
    const judged = judgeDecision(given);
    const asOf = new Date(now).toISOString();
    if (!judged.holds || question.decision.decision === 'reject') return { ...judged, asOf };
    const frozen = await freezes.inForce(question.system);
    if (frozen) return { holds: false, by: judged.by, because: frozenSentence(frozen), asOf };
    return { ...judged, asOf, ...(question.plan.needs > 1 && { whoElse: whoElse(given) }) };
  };
}
