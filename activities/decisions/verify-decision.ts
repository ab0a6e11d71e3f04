import { Context } from '@temporalio/activity';
import type { CoordinationActivities } from '../../workflows/contract/activities.ts';
import type { CoordinationDependencies } from '../dependencies.ts';
import { judgeDecision } from './judge-decision.ts';

/** Judges a decision as of the instant it was handed to the activity, by the server's clock. */
export function verifyDecision({
  catalogue,
  resolve,
  gatewayKeys,
}: Pick<
  CoordinationDependencies,
  'catalogue' | 'resolve' | 'gatewayKeys'
>): CoordinationActivities['verifyDecision'] {
  return async (question) => {
    const now = Context.current().info.scheduledTimestampMs;
    const judged = judgeDecision({ ...question, catalogue, resolve, gatewayKeys, now });
    return { ...judged, asOf: new Date(now).toISOString() };
  };
}
