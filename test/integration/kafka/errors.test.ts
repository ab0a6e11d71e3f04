import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import {
  type Acl,
  AclOperations,
  AclPermissionTypes,
  ResourcePatternTypes,
  ResourceTypes,
} from '@platformatic/kafka';
import { kafkaBrokers } from '../../../activities/kafka/brokers.ts';
import { kafkaLag } from '../../../activities/kafka/lag.ts';
import { kafkaTopics } from '../../../activities/kafka/topics.ts';
import { freePort } from '../../../servers/process.ts';
import { selfSigned } from '../../../servers/self-signed.ts';
import type { KafkaTarget } from '../../../workflows/contract/kafka.ts';
import { unavailable } from '../../harness/servers.ts';
import { canary, startWorld, type World } from './world.ts';

const skip = await unavailable('kafka');

/** Nobody can be asked; not said as a finding. */
const unreachable = { type: 'TargetUnreachable', nonRetryable: false };

describe('a Kafka that cannot be asked', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const at = (...brokers: string[]): KafkaTarget => ({ id: 'kafka', kind: 'kafka', brokers });
  const each = (server: KafkaTarget) => [
    () => kafkaBrokers(world.kafka)({ server }),
    () => kafkaTopics(world.kafka)({ server }),
    () => kafkaLag(world.kafka, 10)({ server, lagAbove: 10, consumers: [] }),
  ];

  test('nothing listens there', async () => {
    const port = await freePort();
    for (const ask of each(at(`127.0.0.1:${port}`))) {
      await assert.rejects(ask(), { ...unreachable, message: /is down: the connection was refused/ });
    }
  });

  test('the host is not known', async () => {
    for (const ask of each(at('no-such-host.invalid:9092'))) {
      await assert.rejects(ask(), {
        ...unreachable,
        message: /^The host no-such-host\.invalid is not known: see the brokers of the target, and DNS\.$/,
      });
    }
  });

  test('it takes connections and says nothing', async () => {
    const server = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const silent = at(`127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    for (const ask of each(silent)) {
      await assert.rejects(ask(), { ...unreachable, message: /did not answer in time: it hangs/ });
    }
    server.close();
  });

  test('all brokers are away: each is named', async () => {
    const [one, two] = [await freePort(), await freePort()];
    await assert.rejects(kafkaBrokers(world.kafka)({ server: at(`127.0.0.1:${one}, 127.0.0.1:${two}`) }), {
      ...unreachable,
      message: new RegExp(`Kafka at 127\\.0\\.0\\.1:${one} is down.*Kafka at 127\\.0\\.0\\.1:${two} is down`),
    });
  });

  test('the brokers cannot be read: what to write is said', async () => {
    for (const written of ['kafka', 'http://kafka', 'kafka:99999', '']) {
      const finding = await kafkaBrokers(world.kafka)({ server: at(written) });
      assert.equal(finding.verdict, 'unknown');
      assert.match(finding.says, /^The brokers of kafka cannot be read: write host:port/);
    }
  });

  test('TLS asked of a port that has none', async () => {
    for (const ask of each(world.target({ tls: {} }))) {
      const found = await ask();
      assert.equal(found.verdict, 'unknown');
      assert.match(found.says, /^TLS with Kafka .* could not be agreed on: does it take TLS on this port\?/);
    }
  });

  test('signing in where nobody may', async () => {
    for (const ask of each(world.as('mayday'))) {
      const found = await ask();
      assert.equal(found.verdict, 'unknown');
      assert.match(found.says, /wants nobody to sign in on this port/);
    }
  });
});

describe('a Kafka with users and ACLs, behind TLS', { skip }, () => {
  let world: World;
  const certificate = selfSigned('localhost');
  const users = { mayday: canary, watcher: canary, stranger: canary };
  before(async () => {
    world = await startWorld({ users, tls: certificate });
    await world.topic('orders');
    await world.produce('orders', 8);
    const reader = await world.consume('billing', 'orders');
    await reader.has(8);
    await reader.stop();
    await world.chief.createAcls({
      creations: [
        describing('mayday', 'CLUSTER', 'kafka-cluster'),
        describing('mayday', 'TOPIC', '*'),
        describing('mayday', 'GROUP', '*'),
        { ...describing('mayday', 'TOPIC', '*'), operation: AclOperations.DESCRIBE_CONFIGS },
        describing('watcher', 'CLUSTER', 'kafka-cluster'),
      ],
    });
  });
  after(() => world.stop());

  const describing = (user: string, resource: keyof typeof ResourceTypes, resourceName: string): Acl => ({
    resourceType: ResourceTypes[resource],
    resourceName,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: `User:${user}`,
    host: '*',
    operation: AclOperations.DESCRIBE,
    permissionType: AclPermissionTypes.ALLOW,
  });
  const tls = { authority: `\${${certificate.certificate}}` };
  const seen = (user: string, change: Partial<KafkaTarget> = {}) => world.as(user, { tls, ...change });
  const brokers = (server: KafkaTarget) => kafkaBrokers(world.kafka)({ server });
  const lag = (server: KafkaTarget, group = 'billing') =>
    kafkaLag(world.kafka, 10)({ server, lagAbove: 10, consumers: [{ group, workload: 'billingWorker' }] });

  for (const mechanism of ['PLAIN', 'SCRAM-SHA-512'] as const) {
    test(`with the rights of operating.md and ${mechanism} everything can be asked`, async () => {
      const server = seen('mayday', { sasl: { mechanism, user: 'mayday', password: `\${${canary}}` } });
      const found = await Promise.all([brokers(server), kafkaTopics(world.kafka)({ server }), lag(server)]);
      assert.deepEqual(
        found.map(({ verdict }) => verdict),
        ['well', 'well', 'well'],
        JSON.stringify(found),
      );
      assert.match(found[0]?.says ?? '', /its controller is 1\.$/);
    });
  }

  test('a user without rights gets in, sees nothing, and is told what to allow', async () => {
    const server = seen('stranger');
    const found = await brokers(server);
    assert.equal(found.verdict, 'well');
    assert.match(found.says, /which is its controller cannot be asked \(DESCRIBE on the cluster\)\.$/);
    const topics = await kafkaTopics(world.kafka)({ server });
    assert.equal(topics.verdict, 'unknown');
    assert.match(topics.says, /stranger may see none \(DESCRIBE on the topics\)\.$/);
    const groups = await lag(server);
    assert.equal(groups.verdict, 'unknown');
    assert.match(groups.says, /billing: stranger may not see how far that is \(DESCRIBE on the groups\)\.$/);
  });

  test('a group that is listed and may not be read is said, not taken for well', async () => {
    const found = await lag(seen('watcher'));
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /billing: watcher may not see how far that is/);
  });

  const refusals: [string, () => KafkaTarget, RegExp][] = [
    [
      'the password is wrong',
      () =>
        world.as('mayday', { tls, sasl: { mechanism: 'PLAIN', user: 'mayday', password: `not-${canary}` } }),
      /does not accept the password of mayday, or has no such user/,
    ],
    [
      'the mechanism is another',
      () => seen('mayday', { sasl: { mechanism: 'SCRAM-SHA-256', user: 'mayday', password: canary } }),
      /lets nobody sign in this way: see sasl\.enabled\.mechanisms/,
    ],
    [
      'nobody vouches for its certificate',
      () => world.as('mayday', { tls: {} }),
      /a certificate that is not trusted \(self-signed/,
    ],
    [
      'the authority is no file',
      () => world.as('mayday', { tls: { authority: '/no/such/ca.crt' } }),
      /^The authority of kafka is neither PEM nor the path of a file that can be read \(ENOENT\)\.$/,
    ],
    ['it takes TLS only', () => world.target(), /takes TLS only on this port: write "tls"/],
  ];
  for (const [what, target, says] of refusals) {
    test(`${what}: not asked, and what to write is said`, async () => {
      const server = target();
      for (const found of await Promise.all([
        brokers(server),
        kafkaTopics(world.kafka)({ server }),
        lag(server),
      ])) {
        assert.equal(found.verdict, 'unknown', found.says);
        assert.match(found.says, says);
        assert.doesNotMatch(JSON.stringify(found), new RegExp(canary));
      }
    });
  }
});
