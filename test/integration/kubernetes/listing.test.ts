import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import { listed } from '../../../activities/kubernetes/listing.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

describe('lists that are longer than an answer', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
    const event = (name: string, type: string, reason: string) =>
      world.server.ask('POST', '/api/v1/namespaces/shop/events', {
        metadata: { name },
        involvedObject: { kind: 'Pod', namespace: 'shop', name: 'backend-1' },
        type,
        reason,
        message: 'of the test',
        lastTimestamp: new Date().toISOString(),
      });
    for (let batch = 0; batch < 13; batch += 1) {
      const names = Array.from({ length: 40 }, (_, i) => `e-${batch}-${i}`);
      await Promise.all(names.map((name) => event(name, 'Normal', 'Pulled')));
    }
    await event('z-last', 'Warning', 'OOMKilling');
  });
  after(() => world.stop());

  test('what stands behind the first page is found, too', async () => {
    const found = await world.ask().events();
    assert.equal(found.verdict, 'sick');
    assert.match(found.says, /^1 warning within 60 min, above all OOMKilling of pod shop\/backend-1/);
    assert.doesNotMatch(found.says, /not looked at/);
  });

  test('where it ends before everything was seen, that is said', async () => {
    const token = world.server.token('admin');
    const { url, certificateAuthority: authority } = world.server;
    const kubernetes = kubernetesClusters({ resolve: (text) => text });
    const cluster = { id: 'eu', kind: 'cluster' as const, url, authority, bearer: token };
    const { items, gaps } = await kubernetes.on(world.scope({ cluster }), ({ core }) =>
      listed('events', (page) => core.listNamespacedEvent({ namespace: 'shop', ...page }), {
        page: 100,
        most: 300,
      }),
    );
    assert.equal(items.length, 300);
    assert.deepEqual(gaps, ['There are more than 300 events; the rest was not looked at.']);
  });
});
