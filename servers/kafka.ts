import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Admin } from '@platformatic/kafka';
import { findOnce, type Recipe, type Say } from './find.ts';
import { removeWithUs } from './guard.ts';
import { freePort, type Running, run, startProcess } from './process.ts';
import { versions } from './versions.ts';
import { mavenProgram } from './ways.ts';

export const kafkaRecipe: Recipe = {
  name: 'kafka',
  title: 'Kafka',
  version: versions.kafka,
  program: 'kafka-run-class.sh',
  onPath: { command: ['kafka-run-class.sh', 'kafka-run-class'], version: versionOf },
  ways: [
    mavenProgram({
      artifact: 'org.apache.kafka:kafka_2.13',
      version: versions.kafka,
      beside: [`org.slf4j:slf4j-simple:${versions.slf4j}`],
      program: 'kafka-run-class.sh',
      javaOptions: ['-Xmx256m', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
      lasts: 'some seconds, once',
    }),
  ],
  remedies: [
    'install Java 17 or newer and Maven (https://maven.apache.org/install.html), which fetch it',
    `put the bin folder of a Kafka 3.9 or newer (https://kafka.apache.org/downloads) on the PATH`,
  ],
};

export interface KafkaOptions {
  readonly say?: Say;
  /** Brokers of the cluster, 1 by default; only the first is a controller too, and so must not be stopped alone. */
  readonly brokers?: number;
  /** By name, with their passwords. Who signs in (PLAIN, SCRAM-SHA-512) may do what an ACL allows, and nothing else. */
  readonly users?: Readonly<Record<string, string>>;
  /** PEM of a certificate for `localhost` and its key: clients then need TLS. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** Further settings of server.properties. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

export interface KafkaBroker {
  /** `host:port` for clients. */
  readonly address: string;
  process: Running;
}

export interface KafkaServer {
  readonly brokers: readonly KafkaBroker[];
  /** `host:port` of a way in without TLS and users, where everything is allowed. */
  readonly backDoor: string;
  /** Starts a broker that was stopped again, on its ports and with its data. */
  restart(broker: number): Promise<void>;
  /** Ends it, removes its data and resolves when both are gone. */
  stop(): Promise<void>;
}

/** Whom its other brokers come as, and what comes in by the back door. */
const nobody = 'User:ANONYMOUS';

/**
 * Starts a Kafka without ZooKeeper on free ports of 127.0.0.1, and waits until its brokers know each other.
 * @throws ServerMissing if there is none to start, StartFailed if it does not become usable within 60 s
 */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaServer> {
  const found = await findOnce(kafkaRecipe, options.say);
  if (found.kind !== 'program') throw new Error(`${kafkaRecipe.title} is ${found.kind}, not a program`);
  const base = await mkdtemp(path.join(tmpdir(), 'mayday-kafka-'));
  removeWithUs(base);
  const cluster = randomBytes(16).toString('base64url');
  const controller = await freePort();
  const count = options.brokers ?? 1;
  const nodes = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const node: Node = { id: i + 1, controller, inner: await freePort(), outer: await freePort() };
      const file = await configuration(path.join(base, `broker-${node.id}`), node, options);
      await format(found.path, cluster, file, options);
      return { ...node, file };
    }),
  );
  const start = async ({ file, id, inner }: Node & { file: string }): Promise<Running> =>
    startProcess({
      title: `${kafkaRecipe.title}, broker ${id}`,
      command: found.path,
      args: ['kafka.Kafka', file],
      env: heap,
      cwd: base,
      graceMs: 10_000,
      ready: () => knows(`127.0.0.1:${inner}`, id),
    });
  const brokers = await Promise.all(
    nodes.map(async (node) => ({
      address: `${hostOf(options)}:${node.outer}`,
      process: await start(node),
    })),
  );
  return {
    brokers,
    backDoor: `127.0.0.1:${nodes[0]?.inner}`,
    async restart(index) {
      const [node, broker] = [nodes[index], brokers[index]];
      if (node && broker) broker.process = await start(node);
    },
    async stop() {
      await Promise.all(brokers.toReversed().map(({ process }) => process.stop()));
      await rm(base, { recursive: true, force: true });
    },
  };
}

interface Node {
  readonly id: number;
  /** Ports: of the only controller, of the back door, and for clients. */
  readonly controller: number;
  readonly inner: number;
  readonly outer: number;
}

/** Of each Java process, where the program that was found listens to it. */
const heap = { KAFKA_HEAP_OPTS: '-Xmx256m' };

const hostOf = ({ tls }: KafkaOptions) => (tls ? 'localhost' : '127.0.0.1');

async function configuration(folder: string, node: Node, options: KafkaOptions): Promise<string> {
  const { users, tls, settings } = options;
  await mkdir(folder);
  const lines = {
    'process.roles': node.id === 1 ? 'broker,controller' : 'broker',
    'node.id': node.id,
    'controller.quorum.voters': `1@127.0.0.1:${node.controller}`,
    listeners: [
      `CLIENT://127.0.0.1:${node.outer}`,
      `INNER://127.0.0.1:${node.inner}`,
      ...(node.id === 1 ? [`CONTROLLER://127.0.0.1:${node.controller}`] : []),
    ].join(','),
    'advertised.listeners': `CLIENT://${hostOf(options)}:${node.outer},INNER://127.0.0.1:${node.inner}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'INNER',
    'listener.security.protocol.map': `CONTROLLER:PLAINTEXT,INNER:PLAINTEXT,CLIENT:${users ? 'SASL_' : ''}${tls ? 'SSL' : 'PLAINTEXT'}`,
    'log.dirs': path.join(folder, 'data'),
    'offsets.topic.num.partitions': 1,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'auto.create.topics.enable': false,
    'log.cleaner.dedupe.buffer.size': 2_097_152,
    ...(users ? guarded(users) : {}),
    ...(tls ? await encrypted(folder, tls) : {}),
    ...settings,
  };
  const file = path.join(folder, 'server.properties');
  const text = Object.entries(lines).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(file, text.join(''), { mode: 0o600 });
  return file;
}

function guarded(users: Readonly<Record<string, string>>): Record<string, string> {
  const known = Object.entries(users).map(([name, password]) => `user_${name}="${password}"`);
  const security = 'org.apache.kafka.common.security';
  return {
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': nobody,
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
    'listener.name.client.plain.sasl.jaas.config': `${security}.plain.PlainLoginModule required ${known.join(' ')};`,
    'listener.name.client.scram-sha-512.sasl.jaas.config': `${security}.scram.ScramLoginModule required;`,
  };
}

async function encrypted(
  folder: string,
  { certificate, key }: { certificate: string; key: string },
): Promise<Record<string, string>> {
  const file = path.join(folder, 'server.pem');
  await writeFile(file, `${key}${certificate}`, { mode: 0o600 });
  return {
    'listener.name.client.ssl.keystore.type': 'PEM',
    'listener.name.client.ssl.keystore.location': file,
  };
}

async function format(
  program: string,
  cluster: string,
  file: string,
  { users = {} }: KafkaOptions,
): Promise<void> {
  const scram = Object.entries(users).flatMap(([name, password]) => [
    '--add-scram',
    `SCRAM-SHA-512=[name=${name},password=${password}]`,
  ]);
  const args = ['kafka.tools.StorageTool', 'format', `--cluster-id=${cluster}`, '-c', file, ...scram];
  await run(program, args, { env: heap, timeoutMs: 30_000 });
}

/** Whether this broker is one that the cluster sends its clients to. */
async function knows(address: string, broker: number): Promise<boolean> {
  const admin = new Admin({
    clientId: 'mayday-servers',
    bootstrapBrokers: [address],
    retries: 0,
    connectTimeout: 1_000,
    requestTimeout: 2_000,
  });
  try {
    return (await admin.metadata({ topics: [], forceUpdate: true })).brokers.has(broker);
  } finally {
    await admin.close();
  }
}

async function versionOf(program: string): Promise<string> {
  const text = await run(program, ['kafka.Kafka', '--version'], { timeoutMs: 20_000 });
  const version = /^(\d+\.\d+\.\d+)/m.exec(text)?.[1];
  if (version === undefined) throw new Error(`it does not tell its version: ${text.trim().slice(0, 100)}`);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 3 || (major === 3 && minor < 9)) throw new Error(`it is ${version}, needed is 3.9 or newer`);
  return version;
}
