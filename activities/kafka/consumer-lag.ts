import { setTimeout as sleep } from 'node:timers/promises';
import { ListOffsetTimestamps } from '@platformatic/kafka';
import type { Cluster } from './connections.ts';
import { type Group, readGroups } from './groups.ts';

/** How far a group is behind in one topic, now and a moment before. */
export interface Lag {
  group: Group;
  topic: string;
  /** Messages that wait, over all partitions that it has an offset of. */
  messages: number;
  /** More of them than at the first look; negative where it catches up. */
  change: number;
}

export interface Lags {
  lags: Lag[];
  /** The groups that could be read, those without any lag too. */
  groups: Group[];
  forbidden: string[];
  shares: string[];
  /** Topics whose end cannot be told, since a partition has no leader or they are gone. */
  unknown: string[];
}

/** ms between the two looks: longer than the 5 s after which consumers commit by themselves. */
export const betweenLooks = 5_500;

/** Two looks at every group that we may see. */
export async function readLags(cluster: Cluster, between: number): Promise<Lags> {
  const first = await lookOnce(cluster);
  await sleep(between);
  const { lags, ...second } = await lookOnce(cluster);
  const before = new Map(first.lags.map(({ group, topic, messages }) => [keyOf(group, topic), messages]));
  return {
    ...second,
    lags: lags.map(({ group, topic, messages }) => ({
      group,
      topic,
      messages,
      change: messages - (before.get(keyOf(group, topic)) ?? messages),
    })),
  };
}

const keyOf = ({ id }: Group, topic: string) => JSON.stringify([id, topic]);

async function lookOnce(cluster: Cluster) {
  const found = await readGroups(cluster);
  const topics = new Map<string, Set<number>>();
  for (const { committed } of found.groups) {
    for (const [topic, partitions] of committed) {
      const known = topics.get(topic) ?? new Set();
      for (const partition of partitions.keys()) known.add(partition);
      topics.set(topic, known);
    }
  }
  const { ends, unknown } = await readEnds(cluster, topics);
  const lags = found.groups.flatMap((group) =>
    [...group.committed].flatMap(([topic, committed]) => {
      const end = ends.get(topic);
      return end && committed.size > 0 ? { group, topic, messages: waiting(committed, end) } : [];
    }),
  );
  return { ...found, lags, unknown };
}

/** What is read further than the end was deleted and made anew. */
function waiting(committed: ReadonlyMap<number, bigint>, ends: ReadonlyMap<number, bigint>): number {
  let messages = 0n;
  for (const [partition, offset] of committed) {
    const end = ends.get(partition) ?? offset;
    if (end > offset) messages += end - offset;
  }
  return Number(messages);
}

/** The offset behind the last message, by topic and partition. */
async function readEnds(
  cluster: Cluster,
  wanted: ReadonlyMap<string, ReadonlySet<number>>,
): Promise<{ ends: Map<string, Map<number, bigint>>; unknown: string[] }> {
  const names = [...wanted.keys()];
  if (names.length === 0) return { ends: new Map(), unknown: [] };
  const { topics } = await cluster.metadata(names);
  // The client answers for all topics or for none.
  const whole = topics.filter(
    ({ errorCode, partitions }) => errorCode === 0 && partitions.every(({ leaderId }) => leaderId >= 0),
  );
  const there = new Map(
    whole.map(({ name, partitions }) => [name ?? '', partitions.map(({ partitionIndex }) => partitionIndex)]),
  );
  const asked = names.flatMap((name) => {
    const partitions = there.get(name)?.filter((partition) => wanted.get(name)?.has(partition)) ?? [];
    return partitions.length === 0
      ? []
      : {
          name,
          partitions: partitions.map((partitionIndex) => ({
            partitionIndex,
            timestamp: ListOffsetTimestamps.LATEST,
          })),
        };
  });
  const answers = asked.length === 0 ? [] : await cluster.admin.listOffsets({ topics: asked });
  return {
    ends: new Map(
      answers.map(({ name, partitions }) => [
        name,
        new Map(partitions.map(({ partitionIndex, offset }) => [partitionIndex, offset])),
      ]),
    ),
    unknown: names.filter((name) => !there.has(name)),
  };
}
