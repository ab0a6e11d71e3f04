import { ConfigResourceTypes } from '@platformatic/kafka';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { check } from './check.ts';
import type { Cluster, Kafka, Metadata } from './connections.ts';

/** Rows of evidence. */
const listed = 50;
/** Partitions that a sentence names. */
const named = 5;

/** Topics, and their partitions without a leader, without all replicas, or with too few of them to be written. */
export function kafkaTopics(kafka: Kafka): PoolActivities['kafkaTopics'] {
  return ({ server }) =>
    check('topics', kafka, server, async (cluster, { user }) => {
      const { topics } = await cluster.metadata(null);
      if (topics.length === 0) {
        const may = user === undefined ? 'without a user nobody may see one' : `${user} may see none`;
        return {
          verdict: 'unknown',
          says: `Kafka shows us no topics: there are none, or ${may} (DESCRIBE on the topics).`,
        };
      }
      const short = topics.filter(({ partitions }) => partitions.some(isShort)).map(nameOf);
      const least = await leastInSync(cluster, short);
      const rows = topics.map((topic) => rowOf(topic, least));
      const trouble = [
        inWords(rows, 'leaderless', 'no leader and can be neither read nor written'),
        inWords(rows, 'unwritable', 'fewer replicas in sync than min.insync.replicas, so that writes fail'),
        inWords(rows, 'short', `not all of their replicas in sync${missing(topics)}`),
      ].filter((part) => part !== '');
      if (short.length > 0 && least === undefined) {
        trouble.push('min.insync.replicas cannot be read (DESCRIBE_CONFIGS on the topics).');
      }
      const partitions = topics.reduce((sum, topic) => sum + topic.partitions.length, 0);
      const all = `${topics.length === 1 ? '1 topic' : `${topics.length} topics`} with ${partitions === 1 ? '1 partition' : `${partitions} partitions`}`;
      return {
        verdict: short.length > 0 ? 'sick' : 'well',
        says:
          trouble.length > 0
            ? `${trouble.join(' ')} In all, ${all}.`
            : `${all}, each with a leader and all of its replicas in sync.`,
        evidence: rows
          .toSorted((a, b) => weight(b) - weight(a) || a.topic.localeCompare(b.topic))
          .slice(0, listed)
          .map(({ topic, partitions: count, replicas, leaderless, unwritable, short: behind }) => ({
            topic,
            partitions: count,
            replicas,
            withoutLeader: leaderless.length,
            tooFewInSync: unwritable.length,
            notAllInSync: behind.length,
          })),
      };
    });
}

type Topic = Metadata['topics'][number];
type Partition = Topic['partitions'][number];

interface Row {
  topic: string;
  partitions: number;
  replicas: number;
  /** Numbers of partitions; each is in one of them only, the worst. */
  leaderless: number[];
  unwritable: number[];
  short: number[];
}

const nameOf = ({ name }: Topic) => name ?? '';

const isLeaderless = ({ leaderId }: Partition) => leaderId < 0;

const isShort = (partition: Partition) =>
  isLeaderless(partition) || partition.isrNodes.length < partition.replicaNodes.length;

function rowOf(topic: Topic, least: ReadonlyMap<string, number> | undefined): Row {
  const name = nameOf(topic);
  const enough = least?.get(name) ?? 0;
  const numbers = (which: (partition: Partition) => boolean) =>
    topic.partitions.filter(which).map(({ partitionIndex }) => partitionIndex);
  const writable = ({ isrNodes }: Partition) => isrNodes.length >= enough;
  return {
    topic: name,
    partitions: topic.partitions.length,
    replicas: Math.max(0, ...topic.partitions.map(({ replicaNodes }) => replicaNodes.length)),
    leaderless: numbers(isLeaderless),
    unwritable: numbers((each) => isShort(each) && !isLeaderless(each) && !writable(each)),
    short: numbers((each) => isShort(each) && !isLeaderless(each) && writable(each)),
  };
}

/** `min.insync.replicas` of topics, by name; undefined where it may not be read. */
async function leastInSync({ admin }: Cluster, topics: string[]): Promise<Map<string, number> | undefined> {
  if (topics.length === 0) return new Map();
  try {
    const configs = await admin.describeConfigs({
      resources: topics.map((resourceName) => ({
        resourceType: ConfigResourceTypes.TOPIC,
        resourceName,
        configurationKeys: ['min.insync.replicas'],
      })),
    });
    return new Map(
      configs.map(({ resourceName, configs: [config] }) => [resourceName, Number(config?.value ?? 1)]),
    );
  } catch {
    return undefined;
  }
}

function inWords(rows: readonly Row[], kind: 'leaderless' | 'unwritable' | 'short', have: string): string {
  const partitions = rows.flatMap((row) => row[kind].map((number) => `${row.topic}-${number}`));
  if (partitions.length === 0) return '';
  const more = partitions.length > named ? ` and ${partitions.length - named} more` : '';
  return `${partitions.length === 1 ? '1 partition has' : `${partitions.length} partitions have`} ${have}: ${partitions.slice(0, named).join(', ')}${more}.`;
}

/** Brokers that hold replicas which are not in sync. */
function missing(topics: readonly Topic[]): string {
  const away = new Set(
    topics.flatMap(({ partitions }) =>
      partitions.flatMap(({ replicaNodes, isrNodes }) => replicaNodes.filter((id) => !isrNodes.includes(id))),
    ),
  );
  return away.size === 0 ? '' : ` (behind or away: broker ${[...away].sort((a, b) => a - b).join(', ')})`;
}

function weight({ leaderless, unwritable, short }: Row): number {
  return leaderless.length * 1e6 + unwritable.length * 1e3 + short.length;
}
