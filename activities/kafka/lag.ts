import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Consumer } from '../../workflows/contract/kafka.ts';
import { check } from './check.ts';
import type { Kafka } from './connections.ts';
import { betweenLooks, type Lag, type Lags, readLags } from './consumer-lag.ts';
import { isHidden } from './groups.ts';

/** Rows of evidence. */
const listed = 50;
/** Troubles that a sentence names. */
const named = 3;

/** How far each group is behind in each topic, and whether it gets worse while we look. */
export function kafkaLag(kafka: Kafka, between = betweenLooks): PoolActivities['kafkaLag'] {
  return ({ server, lagAbove, consumers }) =>
    check('lag', kafka, server, async (cluster, { user }) => {
      const found = await readLags(cluster, between);
      const rows = found.lags
        .map((lag) => ({ ...lag, trouble: troubleOf(lag, lagAbove) }))
        .toSorted((a, b) => rank(a.trouble) - rank(b.trouble) || b.messages - a.messages);
      const sick = rows.filter(({ trouble }) => trouble !== null);
      const known = new Set([...found.groups.map(({ id }) => id), ...found.forbidden, ...found.shares]);
      const unseen = consumers.map(({ group }) => group).filter((group) => !known.has(group));
      const hidden: string[] = [...found.forbidden];
      for (const group of unseen) if (await isHidden(cluster, group)) hidden.push(group);
      const absent = unseen.filter((group) => !hidden.includes(group));
      const says = [
        ...sick.slice(0, named).map((row) => rowInWords(row, between)),
        ...(sick.length > named ? [`${sick.length - named} more are in trouble.`] : []),
        ...absent.map(
          (group) => `Nobody has read anything as ${group}, or so long ago that Kafka has forgotten it.`,
        ),
        ...restInWords(found, hidden, user, lagAbove, sick.length),
      ];
      const verdict =
        sick.length + absent.length > 0 ? 'sick' : hidden.length > 0 || known.size === 0 ? 'unknown' : 'well';
      return {
        verdict,
        says: says.join(' '),
        evidence: rows.slice(0, listed).map(({ group, topic, messages, change, trouble }) => ({
          group: group.id,
          topic,
          lag: messages,
          change,
          state: group.state,
          members: group.members ?? null,
          workload: workloadOf(consumers, group.id),
          trouble,
        })),
      };
    });
}

/** The worst first. */
const troubles = ['no members', 'falls behind', 'stands still', 'catches up'] as const;
type Trouble = (typeof troubles)[number];

function troubleOf({ group, messages, change }: Lag, lagAbove: number): Trouble | null {
  if (group.empty && messages > 0) return 'no members';
  if (messages <= lagAbove) return null;
  if (change > 0) return 'falls behind';
  return change < 0 ? 'catches up' : 'stands still';
}

function rank(trouble: Trouble | null): number {
  return trouble === null ? troubles.length : troubles.indexOf(trouble);
}

function workloadOf(consumers: readonly Consumer[], group: string): string | null {
  return consumers.find((each) => each.group === group)?.workload ?? null;
}

function rowInWords(
  { group, topic, messages, change, trouble }: Lag & { trouble: Trouble | null },
  between: number,
): string {
  const wait = `${messages.toLocaleString('en')} messages of ${topic} wait`;
  const within = `within ${between / 1_000} s`;
  const trend =
    change === 0
      ? `as many as ${between / 1_000} s before`
      : `${Math.abs(change).toLocaleString('en')} ${change > 0 ? 'more' : 'fewer'} ${within}`;
  return trouble === 'no members'
    ? `${group.id} has no members, and ${wait}, ${trend}.`
    : `${group.id} ${trouble}: ${wait}, ${trend}.`;
}

function restInWords(
  { groups, shares, unknown }: Lags,
  hidden: readonly string[],
  user: string | undefined,
  lagAbove: number,
  troubled: number,
): string[] {
  const who = user ?? 'whoever does not sign in';
  const says: string[] = [];
  if (groups.length === 0 && hidden.length === 0) {
    says.push(`Kafka shows us no groups: there are none, or ${who} may see none (DESCRIBE on the groups).`);
  } else if (troubled === 0 && groups.length > 0) {
    says.push(
      `${groups.length === 1 ? '1 group' : `${groups.length} groups`}, none more than ${lagAbove.toLocaleString('en')} messages behind, none left alone with any.`,
    );
  }
  if (hidden.length > 0) {
    says.push(`${hidden.join(', ')}: ${who} may not see how far that is (DESCRIBE on the groups).`);
  }
  if (unknown.length > 0) {
    says.push(
      `How far anybody is behind in ${unknown.join(', ')} cannot be told: a partition has no leader, the topic is gone, or ${who} may not see it.`,
    );
  }
  if (shares.length > 0) {
    says.push(`Share groups keep no offsets that could be compared: ${shares.join(', ')}.`);
  }
  return says;
}
