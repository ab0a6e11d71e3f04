import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { kafkaBrokers } from '../../../activities/kafka/brokers.ts';
import { kafkaLag } from '../../../activities/kafka/lag.ts';
import { kafkaTopics } from '../../../activities/kafka/topics.ts';
import { until } from '../../../servers/process.ts';
import { unavailable } from '../../harness/servers.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable('kafka');

describe('a Kafka of two brokers, one of which stops', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld({ brokers: 2, settings: { 'offsets.topic.replication.factor': 2 } });
    await world.topic('both', 2, 2);
    await world.chief.createTopics({
      topics: [{ topic: 'strict', partitions: 1, replicas: 2 }],
      configs: [{ name: 'min.insync.replicas', value: '2' }],
    });
    await world.chief.createTopics({
      topics: [{ topic: 'alone', assignments: [{ partition: 0, brokers: [2] }] }],
    });
    await world.chief.createTopics({
      topics: [{ topic: 'orders', assignments: [{ partition: 0, brokers: [1] }] }],
    });
  });
  after(() => world.stop());

  const topics = () => kafkaTopics(world.kafka)({ server: world.target() });
  const brokers = () => kafkaBrokers(world.kafka)({ server: world.target() });

  test('both answer, and all replicas are in sync', async () => {
    assert.match(
      (await brokers()).says,
      /^2 of 2 brokers of the file answer.* has 2 running, its controller is 1\.$/,
    );
    await until(async () => (await topics()).evidence?.length === 4, { deadlineMs: 60_000 });
    const found = await topics();
    assert.deepEqual(
      [found.verdict, found.says],
      ['well', '4 topics with 5 partitions, each with a leader and all of its replicas in sync.'],
    );
  });

  test('one stops: leaderless, unwritable and under-replicated partitions are told apart', async () => {
    const reading = await world.consume('billing', 'orders');
    await world.produce('orders', 5);
    await reading.has(5);
    await reading.stop();
    await world.server.brokers[1]?.process.stop();
    await until(async () => (await topics()).verdict === 'sick', { deadlineMs: 60_000 });
    const found = await topics();
    assert.match(found.says, /1 partition has no leader and can be neither read nor written: alone-0\./);
    assert.match(
      found.says,
      /1 partition has fewer replicas in sync than min\.insync\.replicas, so that writes fail: strict-0\./,
    );
    assert.match(
      found.says,
      /3 partitions have not all of their replicas in sync \(behind or away: broker 2\): .*both-0, both-1/,
    );
    const rows = new Map(found.evidence?.map((row) => [row.topic, row]));
    assert.deepEqual(
      ['alone', 'strict', 'both', 'orders'].map((name) => {
        const { withoutLeader, tooFewInSync, notAllInSync } = rows.get(name) ?? {};
        return [withoutLeader, tooFewInSync, notAllInSync];
      }),
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 2],
        [0, 0, 0],
      ],
    );
    assert.equal(found.evidence?.[0]?.topic, 'alone');
  });

  test('the broker that is away is named, and the other says who is left', async () => {
    const found = await brokers();
    assert.equal(found.verdict, 'sick');
    const [, second] = world.server.brokers;
    assert.match(
      found.says,
      new RegExp(`^Kafka at ${second?.address} is down: .*1 of 2 brokers of the file answer`),
    );
    assert.match(found.says, /has 1 running/);
  });

  test('lag of what has leaders is told, and what has none is named', async () => {
    await world.chief.alterConsumerGroupOffsets({
      groupId: 'hopeful',
      topics: [{ name: 'alone', partitionOffsets: [{ partition: 0, offset: 0n }] }],
    });
    const found = await kafkaLag(world.kafka, 300)({ server: world.target(), lagAbove: 10, consumers: [] });
    assert.match(found.says, /How far anybody is behind in alone cannot be told: a partition has no leader/);
    assert.ok(found.evidence?.some(({ group }) => group === 'billing'));
  });

  test('it comes back, and all is well again', async () => {
    await world.server.restart(1);
    await until(async () => (await topics()).verdict === 'well', { deadlineMs: 60_000 });
    assert.equal((await brokers()).verdict, 'well');
  });
});
