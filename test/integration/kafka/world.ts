import {
  Admin,
  Consumer,
  type ConsumerOptions,
  Producer,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka';
import { type Kafka, kafkaClusters } from '../../../activities/kafka/connections.ts';
import { type KafkaOptions, type KafkaServer, startKafka } from '../../../servers/kafka.ts';
import type { KafkaTarget } from '../../../workflows/contract/kafka.ts';

/** The password of every user. */
export const canary = 'canary-5d1e';

/** A Kafka, and what a client of ours sees of it. */
export interface World {
  server: KafkaServer;
  /** Mayday's own access to it. */
  kafka: Kafka;
  /** May do everything. */
  chief: Admin;
  /** All brokers of the server, as nobody sees them that signs in. */
  target(change?: Partial<KafkaTarget>): KafkaTarget;
  /** The same, signed in. */
  as(user: string, change?: Partial<KafkaTarget>): KafkaTarget;
  topic(name: string, partitions?: number, replicas?: number): Promise<void>;
  /** So many messages, over all of the topic's partitions. */
  produce(topic: string, messages: number): Promise<void>;
  /** Somebody who reads and commits, from the beginning, until `stop`. */
  consume(
    group: string,
    topic: string,
    protocol?: ConsumerOptions<string, string, string, string>['groupProtocol'],
  ): Promise<Reader>;
  stop(): Promise<void>;
}

export interface Reader {
  /** Resolves once it has read so many. */
  has(messages: number): Promise<void>;
  /** Reads no further, and stays a member. */
  pause(): void;
  /** Leaves the group. */
  stop(): Promise<void>;
}

const resolve = (text: string) => text.replace(/\$\{([^}]+)\}/, '$1');

export async function startWorld(options: KafkaOptions = {}): Promise<World> {
  const server = await startKafka(options);
  const client = { clientId: 'test', bootstrapBrokers: [server.backDoor], retries: 3, retryDelay: 200 };
  const chief = new Admin(client);
  const producer = new Producer({ ...client, serializers: stringSerializers });
  const readers: Reader[] = [];
  const target = (change: Partial<KafkaTarget> = {}): KafkaTarget => ({
    id: 'kafka',
    kind: 'kafka',
    brokers: server.brokers.map(({ address }) => address),
    ...change,
  });
  return {
    server,
    kafka: kafkaClusters(resolve),
    chief,
    target,
    as: (user, change) =>
      target({ sasl: { mechanism: 'PLAIN', user, password: `\${${canary}}` }, ...change }),
    async topic(name, partitions = 1, replicas = 1) {
      await chief.createTopics({ topics: [name], partitions, replicas });
    },
    async produce(topic, messages) {
      await producer.send({
        messages: Array.from({ length: messages }, (_, i) => ({ topic, key: `${i}`, value: `message ${i}` })),
      });
    },
    async consume(group, topic, groupProtocol = 'classic') {
      const reader = await readerOf({ ...client, groupId: group, groupProtocol }, topic);
      readers.push(reader);
      return reader;
    },
    async stop() {
      await Promise.all(readers.map((reader) => reader.stop()));
      await Promise.all([producer.close(), chief.close()]);
      await server.stop();
    },
  };
}

type Options = Omit<ConsumerOptions<string, string, string, string>, 'deserializers'>;

async function readerOf(options: Options, topic: string): Promise<Reader> {
  const consumer = new Consumer({ ...options, deserializers: stringDeserializers });
  const stream = await consumer.consume({
    topics: [topic],
    mode: 'earliest',
    maxWaitTime: 100,
    autocommit: false,
  });
  let read = 0;
  let paused = false;
  let told = () => {};
  stream.on('error', () => {});
  stream.on('data', (message) => {
    if (paused) return;
    read += 1;
    void Promise.resolve(message.commit())
      .then(() => told())
      .catch(() => {});
  });
  let stopped: Promise<void> | undefined;
  return {
    has: (messages) =>
      new Promise((done) => {
        told = () => read >= messages && done();
        told();
      }),
    pause() {
      paused = true;
    },
    stop() {
      stopped ??= consumer.close(true);
      return stopped;
    },
  };
}
