import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Admin } from '@platformatic/kafka';
import { readServersConfig } from '../../../servers/config.ts';
import { find, type Recipe } from '../../../servers/find.ts';
import { kafkaRecipe, startKafka } from '../../../servers/kafka.ts';
import { run } from '../../../servers/process.ts';
import { isRunning } from '../../harness/processes.ts';
import { unavailable } from '../../harness/servers.ts';

const skip = await unavailable('kafka');

describe('a Kafka of our own', { skip }, () => {
  test('its brokers start on free ports, know each other, and stop', async () => {
    const server = await startKafka({ brokers: 2, settings: { 'num.partitions': 3 } });
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [server.backDoor] });
    try {
      const [topic] = await admin.createTopics({ topics: ['orders'], partitions: -1, replicas: 2 });
      assert.deepEqual([topic?.partitions, topic?.replicas], [3, 2]);
    } finally {
      await admin.close();
      await server.stop();
    }
    for (const { process } of server.brokers) assert.equal(await isRunning(process.pid), false);
  });

  for (const way of kafkaRecipe.ways) {
    test(`it can be ${way.title}`, async (context) => {
      const config = readServersConfig();
      const closed = await way.closed(config);
      if (closed) return context.skip(closed);
      const only: Recipe = { ...kafkaRecipe, name: 'kafka-of-one-way', onPath: undefined, ways: [way] };
      const cacheDir = await mkdtemp(path.join(tmpdir(), 'mayday-kafka-way-'));
      try {
        const found = await find(only, { say: () => {}, config: { ...config, cacheDir } });
        assert.ok(found.kind === 'program');
        const text = await run(found.path, ['kafka.Kafka', '--version'], { timeoutMs: 30_000 });
        assert.match(text, /^4\.\d+\.\d+/m);
        assert.match((await kafkaRecipe.onPath?.version(found.path)) ?? '', /^4\.\d+\.\d+$/);
      } finally {
        await rm(cacheDir, { recursive: true });
      }
    });
  }
});
