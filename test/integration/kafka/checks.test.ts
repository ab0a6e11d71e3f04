import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { kafkaBrokers } from '../../../activities/kafka/brokers.ts';
import { kafkaLag } from '../../../activities/kafka/lag.ts';
import { measureLag } from '../../../activities/kafka/measure.ts';
import { kafkaTopics } from '../../../activities/kafka/topics.ts';
import { unavailable } from '../../harness/servers.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable('kafka');

/** ms between two looks; these consumers commit every message. */
const soon = 600;

describe('what a Kafka says of itself', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const lag = (lagAbove = 100, consumers = [{ group: 'billing', workload: 'billingWorker' }]) =>
    kafkaLag(world.kafka, soon)({ server: world.target(), lagAbove, consumers });
  const measured = (groups: string[], below = 10) =>
    measureLag(
      world.kafka,
      { metric: 'lag', target: world.target(), groups, below, within: 1_000, readings: 1, every: 1_000 },
      soon,
    );

  test('without topics and groups it cannot be told whether they are missing or hidden', async () => {
    const topics = await kafkaTopics(world.kafka)({ server: world.target() });
    assert.equal(topics.verdict, 'unknown');
    assert.match(
      topics.says,
      /^Kafka shows us no topics: there are none, or without a user nobody may see one/,
    );
    const groups = await lag(100, []);
    assert.equal(groups.verdict, 'unknown');
    assert.match(
      groups.says,
      /^Kafka shows us no groups: there are none, or whoever does not sign in may see none/,
    );
  });

  test('its brokers answer, with the controller and how long that took', async () => {
    const found = await kafkaBrokers(world.kafka)({ server: world.target() });
    assert.deepEqual([found.check, found.verdict], ['brokers', 'well']);
    assert.match(
      found.says,
      /^1 of 1 brokers of the file answer, the slowest after \d+ ms; cluster \S{22} has 1 running, its controller is 1\.$/,
    );
  });

  test('a broker of the file that is not there is named beside those that answer', async () => {
    const [first = ''] = world.target().brokers;
    const found = await kafkaBrokers(world.kafka)({
      server: world.target({ brokers: [`${first},127.0.0.1:9`] }),
    });
    assert.equal(found.verdict, 'sick');
    assert.match(found.says, /^Kafka at 127\.0\.0\.1:9 is down: the connection was refused.* 1 of 2 brokers/);
    assert.deepEqual(
      found.evidence?.map(({ broker, ms }) => [broker, ms !== null]),
      [
        [first, true],
        ['127.0.0.1:9', false],
      ],
    );
  });

  test('a consumer that keeps up is well, and a group without a lag may be without members', async () => {
    await world.topic('orders', 2);
    await world.produce('orders', 50);
    const reader = await world.consume('billing', 'orders');
    await reader.has(50);
    const topics = await kafkaTopics(world.kafka)({ server: world.target() });
    assert.equal(topics.verdict, 'well');
    assert.match(
      topics.says,
      /^\d topics with \d+ partitions, each with a leader and all of its replicas in sync\.$/,
    );
    const found = await lag();
    assert.equal(found.verdict, 'well');
    assert.match(found.says, /^1 group, none more than 100 messages behind, none left alone with any\.$/);
    const [row] = found.evidence ?? [];
    assert.deepEqual(
      [row?.group, row?.topic, row?.lag, row?.state, row?.members, row?.workload, row?.trouble],
      ['billing', 'orders', 0, 'Stable', 1, 'billingWorker', null],
    );
    await reader.stop();
    assert.equal((await lag()).verdict, 'well');
  });

  test('a consumer that stopped while messages come: no members, with how fast it grows', async () => {
    await world.produce('orders', 30);
    const growing = lag();
    await new Promise((resolve) => setTimeout(resolve, soon / 2));
    await world.produce('orders', 7);
    const found = await growing;
    assert.equal(found.verdict, 'sick');
    assert.match(
      found.says,
      /^billing has no members, and 37 messages of orders wait, 7 more within 0\.6 s\.$/,
    );
    assert.deepEqual(found.evidence?.[0], {
      group: 'billing',
      topic: 'orders',
      lag: 37,
      change: 7,
      state: 'Empty',
      members: 0,
      workload: 'billingWorker',
      trouble: 'no members',
    });
    const reading = await measured(['billing'], 1_000);
    assert.deepEqual([reading.value, reading.good], [37, false]);
    assert.match(reading.says, /and nobody takes them/);
  });

  test('a consumer that came back has taken what waited: well, and the metric says so', async () => {
    const reader = await world.consume('billing', 'orders');
    await reader.has(37);
    assert.equal((await lag()).verdict, 'well');
    const reading = await measured(['billing']);
    assert.deepEqual([reading.value, reading.good], [0, true]);
    await reader.stop();
  });

  test('members that read nothing any more: it falls behind, then stands still', async () => {
    await world.topic('mails');
    await world.produce('mails', 10);
    const reader = await world.consume('mailer', 'mails');
    await reader.has(10);
    reader.pause();
    await world.produce('mails', 150);
    const growing = lag();
    await new Promise((resolve) => setTimeout(resolve, soon / 2));
    await world.produce('mails', 20);
    const behind = await growing;
    assert.equal(behind.verdict, 'sick');
    assert.match(behind.says, /^mailer falls behind: 170 messages of mails wait, 20 more within 0\.6 s\.$/);
    assert.equal(behind.evidence?.[0]?.workload, null);
    assert.match(
      (await lag()).says,
      /^mailer stands still: 170 messages of mails wait, as many as 0\.6 s before\.$/,
    );
    assert.equal((await lag(1_000)).verdict, 'well');
    assert.equal((await measured(['mailer'])).good, false);
    await reader.stop();
  });

  test('offsets that move forward under a lag: it catches up, and the metric calls that good', async () => {
    const move = (offset: bigint) =>
      world.chief.alterConsumerGroupOffsets({
        groupId: 'replay',
        topics: [{ name: 'mails', partitionOffsets: [{ partition: 0, offset }] }],
      });
    await move(1n);
    const checking = kafkaLag(world.kafka, soon)({ server: world.target(), lagAbove: 50, consumers: [] });
    const measuring = measured(['replay']);
    await new Promise((resolve) => setTimeout(resolve, soon / 2));
    await move(80n);
    const found = await checking;
    const row = found.evidence?.find(({ group }) => group === 'replay');
    assert.deepEqual([row?.change, row?.trouble], [-79, 'catches up']);
    assert.match(found.says, /replay catches up: 100 messages of mails wait, 79 fewer within 0\.6 s\./);
    assert.deepEqual([(await measuring).value, (await measuring).good], [100, true]);
  });

  test('a group of the new protocol is read like others, and is never called dead', async () => {
    const reader = await world.consume('modern', 'orders', 'consumer');
    await reader.has(87);
    const rows = async () => (await lag()).evidence?.find(({ group }) => group === 'modern');
    assert.deepEqual(
      [(await rows())?.state, (await rows())?.members, (await rows())?.lag],
      ['Stable', null, 0],
    );
    await reader.stop();
    await world.produce('orders', 5);
    assert.equal((await rows())?.trouble, 'no members');
  });

  test('a group of the file that nobody has ever consumed with is missed, and calls for nothing', async () => {
    const found = await lag(100_000, [{ group: 'no-such-group', workload: 'billingWorker' }]);
    assert.equal(found.verdict, 'sick');
    assert.match(
      found.says,
      /Nobody has read anything as no-such-group, or so long ago that Kafka has forgotten it\./,
    );
    assert.ok(found.evidence?.every(({ workload }) => workload === null));
  });

  test('a metric of a group that is not there cannot be read', async () => {
    await assert.rejects(measured(['no-such-group']), {
      message: /How far no-such-group is behind cannot be read/,
    });
  });

  test('a topic that was deleted under a group spoils nothing', async () => {
    await world.topic('gone');
    await world.produce('gone', 3);
    const reader = await world.consume('orphan', 'gone');
    await reader.has(3);
    await reader.stop();
    await world.chief.deleteTopics({ topics: ['gone'] });
    const found = await lag(100_000);
    assert.ok(found.evidence?.some(({ group }) => group === 'billing'));
    assert.ok(!found.evidence?.some(({ group }) => group === 'orphan'));
  });
});
