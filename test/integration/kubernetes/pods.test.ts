import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Finding } from '../../../workflows/contract/findings.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { autoscaler, claim, deployment, ingress, service, statefulSet, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

const sick = ({ verdict }: Finding) => verdict === 'sick';
const well = ({ verdict }: Finding) => verdict === 'well';

describe('checks of a cluster', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  test('a service whose pods run is well, from the pods to the ingress', async () => {
    await world.apply(deployment('backend', { replicas: 2 }), service('backend'), ingress('shop', 'backend'));
    const { pods, services, ingresses, nodes, events, autoscalers, volumeClaims } = world.ask();
    const running = await world.eventually(pods, ({ says }) =>
      /^2 pods of the cluster eu, all well/.test(says),
    );
    assert.equal(running.verdict, 'well');
    const open = await world.eventually(services, well);
    assert.equal(open.says, '1 service, each with ready endpoints.');
    assert.deepEqual(open.evidence, [
      { namespace: 'shop', service: 'backend', ready: 2, notReady: 0, selector: 'app=backend' },
    ]);
    assert.match((await ingresses()).says, /^1 ingress with 1 route, each to a service with ready endpoints/);
    assert.match(
      (await nodes()).says,
      /^2 nodes, all ready and under no pressure\. How much is used cannot be told/,
    );
    assert.match((await events()).says, /^No warnings within 60 min; \d+ other events\.$/);
    assert.deepEqual(
      [(await autoscalers()).says, (await volumeClaims()).says],
      ['No autoscalers.', 'No volume claims.'],
    );
  });

  const behaviours: [string, RegExp, string][] = [
    [
      'crash-loop',
      /1 CrashLoopBackOff\. shop\/backend-\S+ \(container app, restarted 7 times, last .* ago\): back-off 5m0s/,
      'CrashLoopBackOff',
    ],
    ['out-of-memory', /1 OOMKilled\. .*restarted 3 times.*OOMKilled, exit code 137/, 'OOMKilled'],
    ['missing', /1 ImagePullBackOff\. .*Back-off pulling image shop\/backend:missing/, 'ImagePullBackOff'],
    ['not-ready', /1 NotReady\. .*its readiness probe fails/, 'NotReady'],
  ];
  for (const [tag, says, reason] of behaviours) {
    test(`a pod that is ${tag} is found and named with its reason`, async () => {
      await world.apply(deployment('backend', { image: `shop/backend:${tag}` }), deployment('frontend'));
      const found = await world.eventually(
        world.ask().pods,
        (finding) =>
          sick(finding) && finding.says.startsWith('1 of 2 pods in trouble') && says.test(finding.says),
      );
      assert.equal(found.evidence?.[0]?.reason, reason);
      assert.equal(found.evidence?.length, 1);
    });
  }

  test('a pod without a place says what the scheduler misses', async () => {
    await world.apply(deployment('backend', { requests: { cpu: '64' } }));
    const found = await world.eventually(world.ask().pods, sick);
    assert.match(found.says, /^1 of 1 pod in trouble: 1 Unschedulable\. .*2 Insufficient cpu/);
    const events = await world.eventually(world.ask().events, sick);
    assert.match(events.says, /above all FailedScheduling of pod shop\/backend-.*Insufficient cpu/);
  });

  test('a service without a ready endpoint is sick, and so is the ingress before it', async () => {
    await world.apply(
      deployment('backend', { image: 'shop/backend:not-ready' }),
      service('backend'),
      service('lonely', 'nobody'),
      ingress('shop', 'backend'),
      ingress('admin', 'gone'),
      ingress('other', 'backend', 8_080),
    );
    const { services, ingresses } = world.ask();
    const found = await world.eventually(services, ({ says }) => says.includes('1 pod not ready'));
    assert.match(found.says, /^2 of 2 services without a ready endpoint: /);
    assert.match(found.says, /shop\/lonely \(no pod runs with app=nobody\)/);
    const routes = await ingresses();
    assert.equal(routes.verdict, 'sick');
    assert.match(routes.says, /^3 of 3 routes of ingresses lead nowhere: /);
    assert.match(routes.says, /admin sends shop\.example\/api to gone, which does not exist/);
    assert.match(routes.says, /other sends .* to backend, which has no port 8080, but 80/);
    assert.match(routes.says, /shop sends .* to backend, which has no ready endpoint \(1 pod not ready\)/);
  });

  test('a node that is not ready and one under pressure are sick; a cordoned one is named', async () => {
    await world.server.ask('POST', '/api/v1/nodes', { metadata: { name: 'stray' } });
    try {
      const { nodes } = world.ask();
      const silent = await world.eventually(nodes, sick);
      assert.match(silent.says, /^1 of 3 nodes in trouble: stray \(not ready: it never reported\)/);
      const now = new Date().toISOString();
      const condition = (type: string, status: string, message: string) => ({
        type,
        status,
        message,
        reason: type,
        lastHeartbeatTime: now,
        lastTransitionTime: now,
      });
      const conditions = [
        condition('Ready', 'True', ''),
        condition('DiskPressure', 'True', 'the disk is 97 % full'),
      ];
      await world.patch('/api/v1/nodes/stray/status', { status: { conditions } });
      await world.patch('/api/v1/nodes/stray', { spec: { unschedulable: true } });
      const found = await nodes();
      assert.match(
        found.says,
        /stray \(DiskPressure: the disk is 97 % full\)\. Closed for new pods: stray\./,
      );
    } finally {
      await world.server.ask('DELETE', '/api/v1/nodes/stray');
    }
  });

  test('an autoscaler that cannot measure is sick', async () => {
    await world.apply(deployment('backend', { requests: { cpu: '100m' } }), autoscaler('backend', 5));
    const found = await world.eventually(world.ask().autoscalers, sick);
    assert.match(
      found.says,
      /^1 of 1 autoscaler cannot scale: backend of deployment backend does not know what to do: /,
    );
  });

  test('a volume claim that a pod waits for is sick, an unused one is not', async () => {
    await world.apply(claim('unused', 'nothing-provides-it'));
    const { volumeClaims } = world.ask();
    assert.equal((await volumeClaims()).says, '1 volume claim, none in trouble.');
    await world.apply(claim('data', 'nothing-provides-it'), deployment('backend', { claim: 'data' }));
    const found = await world.eventually(volumeClaims, sick);
    assert.match(
      found.says,
      /^1 of 2 volume claims in trouble: shop\/data has no volume since .*, and backend-\S+ waits for it\.$/,
    );
  });

  test('each pod in trouble is told with the workload of the catalogue that it belongs to, if any', async () => {
    const image = 'shop/any:crash-loop';
    await world.apply(
      deployment('backend', { image }),
      deployment('backend-canary', { image }),
      statefulSet('database', 'shop/database:crash-loop'),
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'stray', namespace: 'shop' },
        spec: { containers: [{ name: 'app', image }] },
      },
    );
    const target = { ...workload('backend'), id: 'api' };
    const scope = world.scope({ workloads: [target, workload('database', 'statefulSet')] });
    const found = await world.eventually(world.ask(scope).pods, ({ evidence }) => evidence?.length === 4);
    const owners = found.evidence?.map(({ pod, workload: owner }) => [
      String(pod).replace(/-[a-z0-9]+-[a-z0-9]{5}$/, ''),
      owner,
    ]);
    assert.deepEqual(owners?.sort(), [
      ['backend', 'api'],
      ['backend-canary', null],
      ['database-0', 'database'],
      ['stray', null],
    ]);
  });

  test('in a namespace that others use, only what the catalogue names is looked at', async () => {
    await world.apply(
      deployment('backend'),
      deployment('stranger', { image: 'other/app:crash-loop' }),
      statefulSet('database', 'shop/database:out-of-memory'),
      service('backend'),
      service('strangers', 'nobody'),
    );
    await world.eventually(world.ask().pods, ({ says }) => says.startsWith('2 of 3 pods'));
    const scope = world.scope({
      namespaces: [],
      workloads: [workload('backend'), workload('database', 'statefulSet')],
      entrances: [{ id: 'door', kind: 'service', namespace: 'shop', name: 'backend' }],
    });
    const { pods, services } = world.ask(scope);
    assert.match((await pods()).says, /^1 of 2 pods in trouble: 1 OOMKilled\. shop\/database-0 /);
    assert.equal((await world.eventually(services, well)).says, '1 service, each with ready endpoints.');
  });
});
