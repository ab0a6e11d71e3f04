import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { troubleOf } from '../postgres/failures.ts';
import type { Postgres } from '../postgres/sessions.ts';
import { readUsage, usageInWords } from '../postgres/usage.ts';

/** Reads `connectionsUsed`, in percent of the usable connections; not being let in for want of a slot is 100. */
export function measure(postgres: Postgres): PoolActivities['measure'] {
  return async ({ improvement }) => {
    try {
      const usage = await postgres.session(improvement.target, readUsage);
      return {
        value: Math.round(usage.percent * 10) / 10,
        good: usage.percent < improvement.below,
        says: `${usageInWords(usage)}; below ${improvement.below} % is good.`,
      };
    } catch (error) {
      if (troubleOf(error) !== 'too many clients') throw error;
      return { value: 100, good: false, says: (error as Error).message };
    }
  };
}
