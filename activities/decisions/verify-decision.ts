import { Context } from '@temporalio/activity';
import type { CoordinationActivities } from '../../workflows/contract/activities.ts';
import type { CoordinationDependencies } from '../dependencies.ts';
import { judgeDecision } from './judge-decision.ts';

export { judgeDecision } from './judge-decision.ts';

/** Judges a decision as of the instant it was handed to the activity, by the server's clock. */
export function verifyDecision({
  catalogue,
  resolve,
  gatewayKeys,
}: Pick<
  CoordinationDependencies,
  'catalogue' | 'resolve' | 'gatewayKeys'
>): CoordinationActivities['verifyDecision'] {
  return async (question) =>
    judgeDecision({
      ...question,
      catalogue,
      resolve,
      gatewayKeys,
      now: Context.current().info.scheduledTimestampMs,
    });
}
