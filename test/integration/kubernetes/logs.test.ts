import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { deployment, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);
const minute = 60_000;

describe('logs and resources of workloads', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
    const resources = {
      requests: { cpu: '100m', memory: '256Mi' },
      limits: { cpu: '500m', memory: '512Mi' },
    };
    await world.apply(deployment('backend', { replicas: 2, ...resources }));
    await world.eventually(world.ask().pods, ({ says }) => says.startsWith('2 pods'));
  });
  after(() => world.stop());

  const logs = (since?: number) =>
    world.ask(world.scope({ workloads: [workload('backend')] })).logs('backend', since);

  test('errors are counted over all pods by what they have in common, with their endpoints and without secrets', async () => {
    const at = (ago: number) => new Date(Date.now() - ago);
    await world.server.writeLog('app', [
      { at: at(3 * minute), text: 'GET /health 200 2 ms' },
      { at: at(2 * minute), text: 'ERROR order 4711 failed: POST /orders/4711/pay 500' },
      { at: at(minute), text: 'ERROR order 9 failed: POST /orders/9/pay 500' },
      { at: at(minute / 2), text: 'ERROR cannot reach postgres://shop:canary-5f1@db/shop' },
    ]);
    const found = await logs();
    assert.equal(found.verdict, 'sick');
    assert.match(
      found.says,
      /^6 error lines in 8 lines from the last 60 min of 2 pods of backend; most often \(4 times\): ERROR order \d+ failed/,
    );
    assert.deepEqual(
      found.evidence?.map(({ last, ...row }) => row),
      [
        {
          count: 4,
          pattern: 'ERROR order # failed: POST /orders/#/pay #',
          endpoints: 'POST /orders/#/pay (4)',
          pods: 2,
        },
        { count: 2, pattern: 'ERROR cannot reach postgres://shop:***@db/shop', endpoints: null, pods: 2 },
      ],
    );
    assert.doesNotMatch(JSON.stringify(found), /canary/);
  });

  test('only what is young enough counts, and no error is well', async () => {
    await world.server.writeLog('app', [
      { at: new Date(Date.now() - 30 * minute), text: 'ERROR long ago' },
      { at: new Date(), text: 'GET /health 200' },
    ]);
    const found = await logs(5 * minute);
    assert.deepEqual(
      [found.verdict, found.says],
      ['well', '2 lines from the last 5 min of 2 pods of backend, none an error.'],
    );
  });

  test('a workload outside the catalogue is refused', async () => {
    const found = await world.ask(world.scope({ workloads: [workload('frontend')] })).logs('backend');
    assert.deepEqual([found.verdict, found.says], ['unknown', 'The catalogue has no workload "backend".']);
  });

  test('without metrics what is requested and limited is still said, and what is missing', async () => {
    const found = await world.ask().resources();
    assert.equal(found.verdict, 'unknown');
    assert.match(
      found.says,
      /^2 containers\. How much is used cannot be told: metrics\.k8s\.io does not answer in the cluster eu/,
    );
    assert.deepEqual(found.evidence?.[0], {
      ...found.evidence?.[0],
      cpuUsed: null,
      cpuRequested: '100m',
      cpuLimit: '500m',
      cpuPercent: null,
      memoryUsed: null,
      memoryRequested: '256Mi',
      memoryLimit: '512Mi',
      memoryPercent: null,
    });
  });

  // The API server itself serves the kinds of metrics.k8s.io here, from what the test writes.
  test('with metrics the hottest container is named, by memory or by CPU', async () => {
    await serveMetrics(world, 'PodMetrics', 'pods', 'Namespaced');
    const { items } = (await world.server.ask('GET', '/api/v1/namespaces/shop/pods')) as {
      items: { metadata: { name: string } }[];
    };
    const used = [
      { cpu: '100m', memory: '500Mi' },
      { cpu: '490m', memory: '200Mi' },
    ];
    for (const [i, { metadata }] of items.entries()) {
      await world.server.ask('POST', '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods', {
        apiVersion: 'metrics.k8s.io/v1beta1',
        kind: 'PodMetrics',
        metadata: { name: metadata.name },
        containers: [{ name: 'app', usage: used[i] }],
      });
    }
    const byMemory = await world.ask().resources('memory');
    assert.equal(byMemory.verdict, 'sick');
    assert.match(
      byMemory.says,
      /^1 of 2 containers use 90 % or more of the memory they may have\. The hottest is shop\/\S+ \(app\) with 500Mi of 512Mi, 98 %\.$/,
    );
    assert.equal(byMemory.evidence?.[0]?.memoryPercent, 98);
    const byCpu = await world.ask().resources('cpu');
    assert.match(byCpu.says, /with 490m of 500m, 98 %\.$/);
  });
});

async function serveMetrics(world: World, kind: string, plural: string, scope: string): Promise<void> {
  await world.server.ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.metrics.k8s.io`,
      annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' },
    },
    spec: {
      group: 'metrics.k8s.io',
      scope,
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: 'v1beta1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  });
  const place = `/apis/metrics.k8s.io/v1beta1/${plural}`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await world.server.ask('GET', place);
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
