import { type Broker, type Connection, describeQuorumV1 } from '@platformatic/kafka';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { check } from './check.ts';
import { type Cluster, type Kafka, type Metadata, metadataOf } from './connections.ts';
import { explain, failureOf, type Place } from './failures.ts';
import { addressOf } from './place.ts';

/** Which of the file's brokers answer, whether those can be reached that the cluster sends its clients to, and who is the controller. */
export function kafkaBrokers(kafka: Kafka): PoolActivities['kafkaBrokers'] {
  return ({ server }) =>
    check('brokers', kafka, server, async (cluster, place) => {
      const asked = await Promise.all(cluster.brokers.map((broker) => askOne(cluster, broker, place)));
      const answers = asked.flatMap((each) => ('metadata' in each ? [each] : []));
      const [first] = answers;
      if (!first) throw worstOf(asked);
      const clusters = [...new Set(answers.map(({ metadata }) => metadata.clusterId))];
      const controller = await controllerOf(first.connection);
      const sentTo = await whereClientsAreSent(cluster, first.metadata, place);
      const silent = [...asked, ...sentTo].flatMap((each) => ('says' in each ? [each.says] : []));
      const trouble = [
        ...silent,
        ...(clusters.length > 1 ? [`They belong to different clusters: ${clusters.join(', ')}.`] : []),
        ...(controller === -1 ? ['The cluster has no controller now: nothing of it can be changed.'] : []),
      ];
      const slowest = Math.max(...answers.map(({ ms }) => ms));
      const says = `${answers.length} of ${asked.length} brokers of the file answer, the slowest after ${slowest} ms; cluster ${clusters[0]} has ${first.metadata.brokers.length} running${controllerInWords(controller)}.`;
      return {
        verdict: trouble.length > 0 ? 'sick' : 'well',
        says: [...trouble, says].join(' '),
        evidence: [...asked, ...sentTo].map((each) => ({
          broker: addressOf(each.broker),
          ms: 'ms' in each ? each.ms : null,
          trouble: 'says' in each ? each.says : null,
        })),
      };
    });
}

interface Answer {
  broker: Broker;
  connection: Connection;
  metadata: Metadata;
  ms: number;
}

interface Silence {
  broker: Broker;
  says: string;
  trouble: ReturnType<typeof explain>['trouble'];
}

/** Signing in included. */
async function askOne(cluster: Cluster, broker: Broker, place: Place): Promise<Answer | Silence> {
  const begun = performance.now();
  try {
    const connection = await cluster.connect(broker);
    const metadata = await metadataOf(connection, []);
    return { broker, connection, metadata, ms: Math.round(performance.now() - begun) };
  } catch (error) {
    return { broker, ...explain(error, { ...place, server: addressOf(broker) }) };
  }
}

/** Nobody answers: what is wrong with all of them, or with one that is there. */
function worstOf(asked: readonly (Answer | Silence)[]) {
  const silent = asked.flatMap((each) => ('says' in each ? [each] : []));
  const there = silent.find(({ trouble }) => trouble !== 'unreachable') ?? silent[0];
  if (!there) throw new Error('Nobody was asked');
  const says = silent.every(({ trouble }) => trouble === 'unreachable')
    ? silent.map((each) => each.says).join(' ')
    : there.says;
  return failureOf({ trouble: there.trouble, says });
}

/** Brokers that answered under the address of the file need not be asked under it again. */
async function whereClientsAreSent(
  cluster: Cluster,
  { brokers }: Metadata,
  place: Place,
): Promise<(Silence | { broker: Broker; ms: number })[]> {
  const known = new Set(cluster.brokers.map(addressOf));
  return await Promise.all(
    brokers
      .filter((broker) => !known.has(addressOf(broker)))
      .map(async (broker) => {
        const begun = performance.now();
        try {
          await cluster.connect(broker);
          return { broker, ms: Math.round(performance.now() - begun) };
        } catch (error) {
          const { trouble, says } = explain(error, { ...place, server: addressOf(broker) });
          const sent = `The cluster sends its clients to broker ${broker.nodeId} at ${addressOf(broker)} (advertised.listeners). ${says}`;
          return { broker, trouble, says: sent };
        }
      }),
  );
}

/** The node id of the active controller, -1 if there is none, undefined where that may not be asked. */
async function controllerOf(connection: Connection): Promise<number | undefined> {
  try {
    // The controller of the brokers' own answer is any broker, since it only tells whom to send requests to.
    const quorum = await describeQuorumV1.api.async(connection, [
      { topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] },
    ]);
    return quorum.topics[0]?.partitions[0]?.leaderId;
  } catch {
    return undefined;
  }
}

function controllerInWords(controller: number | undefined): string {
  if (controller === undefined) return '; which is its controller cannot be asked (DESCRIBE on the cluster)';
  return controller === -1 ? '' : `, its controller is ${controller}`;
}
