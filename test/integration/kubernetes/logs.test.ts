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
          workload: 'backend',
          pods: 2,
        },
        {
          count: 2,
          pattern: 'ERROR cannot reach postgres://shop:***@db/shop',
          endpoints: null,
          workload: 'backend',
          pods: 2,
        },
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
});
