import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { deployment, statefulSet, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

const cause = (text: string) => ({ 'kubernetes.io/change-cause': text });
const place = '/apis/apps/v1/namespaces/shop/deployments/backend';
const setImage = (image: string) => ({
  spec: { template: { spec: { containers: [{ name: 'app', image }] } } },
});

describe('what was rolled out', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  const rollouts = (recent?: number) =>
    world.ask(world.scope({ workloads: [workload('backend')] })).rollouts(recent);

  async function rolledOut(image: string): Promise<void> {
    await world.apply(deployment('backend', { image, annotations: cause('the first release') }));
    await world.eventually(rollouts, ({ verdict }) => verdict === 'well');
  }

  test('the first deploy is no suspect', async () => {
    await rolledOut('shop/backend:1.4.1');
    const found = await rollouts();
    assert.match(found.says, /^No deploy within 60 min of 1 workload; the last was backend, \d+ m?s ago\.$/);
    assert.equal(found.evidence?.length, 1);
    assert.deepEqual(
      { ...found.evidence?.[0], at: '' },
      {
        namespace: 'shop',
        workload: 'backend',
        revision: 1,
        at: '',
        change: 'first',
        images: 'shop/backend:1.4.1',
        cause: 'the first release',
        state: 'complete',
      },
    );
  });

  test('a recent deploy is named with age, images and change cause; an old one is quiet', async () => {
    await rolledOut('shop/backend:1.4.1');
    await world.patch(place, {
      metadata: { annotations: cause('ticket 512: new cart') },
      ...setImage('shop/backend:1.4.2'),
    });
    const found = await world.eventually(
      () => rollouts(),
      ({ evidence }) => evidence?.length === 2 && evidence[0]?.state === 'complete',
    );
    assert.equal(found.verdict, 'sick');
    assert.match(
      found.says,
      /^A deploy of backend \d+ m?s ago, revision 2, shop\/backend:1\.4\.2 in place of shop\/backend:1\.4\.1, "ticket 512: new cart"\.$/,
    );
    const quiet = await rollouts(1);
    assert.equal(quiet.verdict, 'well');
  });

  test('a restart is told from a deploy, and so is a change of settings', async () => {
    await rolledOut('shop/backend:1.4.1');
    const stamp = { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() };
    await world.patch(place, { spec: { template: { metadata: { annotations: stamp } } } });
    const restarted = await world.eventually(
      () => rollouts(),
      ({ evidence }) => evidence?.length === 2,
    );
    assert.match(restarted.says, /^A restart of backend \d+ m?s ago, revision 2/);
    const containers = [{ name: 'app', image: 'shop/backend:1.4.1', env: [{ name: 'CACHE', value: 'on' }] }];
    await world.patch(place, { spec: { template: { spec: { containers } } } });
    const changed = await world.eventually(
      () => rollouts(),
      ({ evidence }) => evidence?.length === 3,
    );
    assert.match(changed.says, /^A change of settings of backend \d+ m?s ago, revision 3/);
  });

  test('an image that cannot be had leaves the rollout open, then failed', async () => {
    await rolledOut('shop/backend:1.4.1');
    await world.patch(place, {
      spec: { progressDeadlineSeconds: 2, ...setImage('shop/backend:missing').spec },
    });
    const open = await world.eventually(
      () => rollouts(),
      ({ says }) =>
        says.includes('its rollout is not complete (1 of 1 pods updated, 1 available)') ||
        says.includes('has failed'),
    );
    assert.equal(open.verdict, 'sick');
    const failed = await world.eventually(
      () => rollouts(1),
      ({ says }) => says.includes('has failed'),
    );
    assert.match(
      failed.says,
      /backend: its rollout has failed \(ReplicaSet "backend-\w+" has timed out progressing\.?\)/,
    );
  });

  test('after an undo the old image counts as rolled out now', async () => {
    await rolledOut('shop/backend:1.4.1');
    await world.patch(place, setImage('shop/backend:1.4.2'));
    await world.eventually(
      () => rollouts(),
      ({ evidence }) => evidence?.length === 2,
    );
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    await world.patch(place, setImage('shop/backend:1.4.1'));
    const found = await world.eventually(
      () => rollouts(),
      ({ evidence }) => evidence?.[0]?.revision === 3 && evidence[0].state === 'complete',
    );
    const [newest, before] = found.evidence ?? [];
    assert.equal(newest?.images, 'shop/backend:1.4.1');
    assert.ok(
      Date.parse(String(newest?.at)) > Date.parse(String(before?.at)),
      'the undo is later than what it undid',
    );
  });

  test('a stateful set has a history, too', async () => {
    const scope = world.scope({ workloads: [workload('database', 'statefulSet')] });
    const { rollouts: ofDatabase } = world.ask(scope);
    await world.apply(statefulSet('database', 'shop/database:15'));
    await world.eventually(ofDatabase, ({ verdict }) => verdict === 'well');
    await world.patch('/apis/apps/v1/namespaces/shop/statefulsets/database', setImage('shop/database:16'));
    const found = await world.eventually(ofDatabase, ({ evidence }) => evidence?.length === 2);
    assert.match(
      found.says,
      /^A deploy of database \d+ m?s ago, revision 2, shop\/database:16 in place of shop\/database:15/,
    );
  });

  test('a name that is nearly right is refused with what there is', async () => {
    await world.apply(deployment('backend-production'), deployment('frontend-production'));
    const scope = world.scope({ workloads: [workload('backend-prod')] });
    const found = await world.ask(scope).rollouts();
    assert.equal(found.verdict, 'sick');
    assert.equal(
      found.says,
      'The namespace shop of the cluster eu has no deployment "backend-prod", but backend-production and frontend-production; did you mean "backend-production"?',
    );
  });
});
