import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { ConnectionsImprovement } from '../../workflows/contract/mitigations.ts';
import { measureDisks } from '../hosts/measure.ts';
import type { Kafka } from '../kafka/connections.ts';
import { measureLag } from '../kafka/measure.ts';
import { measureWorkloads } from '../kubernetes/measure.ts';
import { troubleOf } from '../postgres/failures.ts';
import { readUsage, usageInWords } from '../postgres/usage.ts';
import { measureRequests } from '../prometheus/measure.ts';
import type { Prometheus } from '../prometheus/query.ts';
import type { Access } from './actions.ts';

/** Reads the metric of a mitigation once. */
export function measure({
  postgres,
  kubernetes,
  machine,
  prometheus,
  kafka,
}: Pick<Access, 'postgres' | 'kubernetes' | 'machine'> & {
  prometheus: Prometheus;
  kafka: Kafka;
}): PoolActivities['measure'] {
  return ({ improvement }) => {
    switch (improvement.metric) {
      case 'connectionsUsed':
        return measureConnections(postgres, improvement);
      case 'diskUsed':
        return measureDisks(machine, improvement);
      case 'errorRate':
      case 'latencyP95':
        return measureRequests(prometheus, improvement);
      case 'lag':
        return measureLag(kafka, improvement);
      default:
        return kubernetes.on(improvement, (cluster) => measureWorkloads(cluster, improvement));
    }
  };
}

/** In percent of the usable connections; not being let in for want of a slot is 100. */
async function measureConnections(
  postgres: Access['postgres'],
  { target, below }: ConnectionsImprovement,
): ReturnType<PoolActivities['measure']> {
  try {
    const usage = await postgres.session(target, readUsage);
    return {
      value: Math.round(usage.percent * 10) / 10,
      good: usage.percent < below,
      says: `${usageInWords(usage)}; below ${below} % is good.`,
    };
  } catch (error) {
    if (troubleOf(error) !== 'too many clients') throw error;
    return { value: 100, good: false, says: (error as Error).message };
  }
}
