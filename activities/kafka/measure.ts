import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { LagImprovement } from '../../workflows/contract/mitigations.ts';
import type { Kafka } from './connections.ts';
import { betweenLooks, readLags } from './consumer-lag.ts';
import { failureOf } from './failures.ts';

/** Messages that wait for some groups, over all of their topics: few enough, or fewer than a moment before, is good. */
export function measureLag(
  kafka: Kafka,
  { target, groups, below }: LagImprovement,
  between = betweenLooks,
): ReturnType<PoolActivities['measure']> {
  return kafka.session(target, async (cluster) => {
    const { lags, forbidden } = await readLags(cluster, between);
    const own = lags.filter(({ group }) => groups.includes(group.id));
    const hidden = groups.filter((group) => forbidden.includes(group));
    if (own.length === 0 || hidden.length > 0) {
      const missing = hidden.length > 0 ? hidden : groups;
      const says = `How far ${missing.join(', ')} is behind cannot be read: see the group's name, and DESCRIBE on it.`;
      throw failureOf({ trouble: 'not permitted', says });
    }
    const sum = (of: 'messages' | 'change') => own.reduce((total, lag) => total + lag[of], 0);
    const [value, change] = [sum('messages'), sum('change')];
    const alone = own.some(({ group, messages }) => group.empty && messages > 0);
    return {
      value,
      good: !alone && (value < below || change < 0),
      says: `${value.toLocaleString('en')} messages wait for ${groups.join(', ')}, ${inWords(change)} than ${between / 1_000} s before${alone ? ', and nobody takes them' : ''}; fewer than ${below.toLocaleString('en')}, or fewer from look to look, is good.`,
    };
  });
}

function inWords(change: number): string {
  if (change === 0) return 'no more and no fewer';
  return `${Math.abs(change).toLocaleString('en')} ${change > 0 ? 'more' : 'fewer'}`;
}
