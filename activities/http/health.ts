import { Context } from '@temporalio/activity';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { PoolDependencies } from '../dependencies.ts';
import { webPlace } from './place.ts';
import { probe } from './probe.ts';

const patience = 3_000;

/**
 * Whether a service is healthy: every probe answers 2xx. One that does not ends the asking, and a service that nobody
 * reaches is sick.
 * @throws ApplicationFailure `InvalidInput` if the URL names a setting that is not set
 */
export function httpHealth(deps: Pick<PoolDependencies, 'resolve'>): PoolActivities['httpHealth'] {
  return async ({ target, probes, every }) => {
    const context = Context.current();
    const place = webPlace(target, deps.resolve);
    const evidence: NonNullable<Finding['evidence']> = [];
    const finding = (verdict: Finding['verdict'], says: string): Finding => ({
      check: 'health',
      verdict,
      says,
      evidence: evidence.slice(-20),
    });
    if (place.url === null) {
      return finding('unknown', `The URL of ${target.id} is not one: write http://host:port/path.`);
    }
    for (let number = 1; number <= probes; number += 1) {
      if (number > 1) await context.sleep(every);
      context.heartbeat({ probe: number });
      const answer = await probe(place.url, {
        patience,
        cancelled: context.cancellationSignal,
        mask: place.mask,
      });
      if (context.cancellationSignal.aborted) await context.cancelled;
      evidence.push({ probe: number, status: answer.status, ms: answer.ms });
      if (!answer.well)
        return finding(
          answer.refused ? 'unknown' : 'sick',
          `${place.shown} ${answer.says} (probe ${number} of ${probes}).`,
        );
    }
    return finding('well', `${place.shown} answered ${probes} of ${probes} probes with success.`);
  };
}
