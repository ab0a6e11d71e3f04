import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { until } from '../../../servers/process.ts';
import type { ScaleWorkload } from '../../../workflows/contract/kubernetes-changes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { Changes, terms } from './changes.ts';
import { missing } from './missing-right.ts';
import { autoscaler, deployment, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

interface Bounds {
  minReplicas: number;
  maxReplicas: number;
}

describe('scaling what an autoscaler scales, too', { skip }, () => {
  let world: World;
  let changes: Changes;
  before(async () => {
    world = await startWorld();
    changes = new Changes(world);
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  const place = '/apis/apps/v1/namespaces/shop/deployments/backend';
  const hpa = '/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers/backend';
  const to = (replicas: number, down = false): ScaleWorkload => ({
    ...terms,
    name: 'scaleBackend',
    action: 'kubernetes.scale',
    target: workload('backend'),
    replicas,
    down,
  });
  const replicas = async () =>
    ((await world.server.ask('GET', place)) as { spec: { replicas: number } }).spec.replicas;
  const bounds = async () => {
    const { minReplicas, maxReplicas } = ((await world.server.ask('GET', hpa)) as { spec: Bounds }).spec;
    return [minReplicas, maxReplicas];
  };
  const eventually = (wanted: number) =>
    until(async () => (await replicas()) === wanted, { deadlineMs: 60_000, everyMs: 200 });

  test('within its bounds its least is raised along, so that it keeps what was scaled; both are taken back', async () => {
    await world.apply(deployment('backend', { replicas: 2 }), autoscaler('backend', 10, 2));
    const plan = await changes.plan(to(5));
    assert.ok(plan);
    assert.deepEqual(
      plan.targets.map(({ id, state: { uid: _, ...state } }) => [id, state]),
      [
        ['deployment backend', { replicas: 2 }],
        ['autoscaler backend', { minReplicas: 2, maxReplicas: 10 }],
      ],
    );
    assert.match(plan.observed, /The autoscaler backend keeps backend between 2 and 10 pods, and would take/);
    assert.deepEqual(plan.inverse, { replicas: 2, minReplicas: 2, maxReplicas: 10 });
    const given = changes.order(to(5), plan);
    assert.equal((await changes.apply(given)).effects.length, 2);
    assert.deepEqual([await replicas(), ...(await bounds())], [5, 5, 10]);
    const again = await changes.apply(given, { number: 2 });
    assert.deepEqual(
      again.effects.map(({ outcome }) => outcome),
      ['done', 'done'],
    );
    // The real autoscaler is at work, and on our side now.
    await world.patch(place, { spec: { replicas: 3 } });
    await eventually(5);

    const undo = await changes.planUndo(to(5), plan);
    assert.deepEqual(
      undo?.targets.map(({ id }) => id),
      ['autoscaler backend', 'deployment backend'],
    );
    await changes.apply(changes.order(to(5), undo, plan.inverse, 1));
    assert.deepEqual([await replicas(), ...(await bounds())], [2, 2, 10]);
  });

  test('above its bounds it is refused, with what to do', async () => {
    await world.apply(deployment('backend', { replicas: 2 }), autoscaler('backend', 4, 2));
    assert.match(
      await changes.refusal(to(5)),
      /^The autoscaler backend keeps backend between 2 and 4 pods, so it would take 5 back\. Change its bounds first: kubectl patch hpa backend -n shop -p '\{"spec":\{"maxReplicas":5\}\}'\.$/,
    );
  });

  test('fewer for a while: its most is lowered along, and raised again; below its least it is refused', async () => {
    await world.apply(deployment('backend', { replicas: 4 }), autoscaler('backend', 10));
    const plan = await changes.plan(to(1, true));
    assert.ok(plan);
    assert.match(plan.blastRadius, /^3 pods of backend are ended, .* has less to decide: nothing\.$/);
    await changes.apply(changes.order(to(1, true), plan));
    assert.deepEqual([await replicas(), ...(await bounds())], [1, 1, 1]);
    await world.patch(place, { spec: { replicas: 3 } });
    await eventually(1);
    const undo = await changes.planUndo(to(1, true), plan);
    await changes.apply(changes.order(to(1, true), undo, plan.inverse, 1));
    assert.deepEqual([await replicas(), ...(await bounds())], [4, 1, 10]);

    await world.apply(autoscaler('backend', 10, 2));
    assert.match(await changes.refusal(to(1, true)), /between 2 and 10 pods, so it would take 1 back/);
    assert.deepEqual((await changes.plan(to(0, true)))?.targets.length, 1, 'it rests while there are none');
  });

  test('somebody else moves its bounds meanwhile: refused; half done, a later attempt does the rest', async () => {
    await world.apply(deployment('backend', { replicas: 2 }), autoscaler('backend', 10, 2));
    const given = changes.order(to(5), await changes.plan(to(5)));
    await world.patch(hpa, { spec: { minReplicas: 3 } });
    const refused = await changes.apply(given);
    assert.ok(refused.outcome === 'refused');
    assert.deepEqual(refused.difference, ['autoscaler backend in shop: minReplicas was 2, and is now 3']);
    await world.patch(hpa, { spec: { minReplicas: 2 } });
    await world.patch(place, { spec: { replicas: 5 } });
    const rest = await changes.apply(given, { number: 2, done: ['deployment backend'] });
    assert.deepEqual(
      rest.effects.map(({ outcome }) => outcome),
      ['done', 'done'],
    );
    assert.deepEqual(await bounds(), [5, 10]);
  });

  test('bounds that somebody else keeps are to be changed there', async () => {
    await world.apply(deployment('backend', { replicas: 2 }));
    const kept = autoscaler('backend', 10, 2);
    const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'backend', controller: true };
    const { metadata } = (await world.server.ask('GET', place)) as { metadata: { uid: string } };
    await world.apply({
      ...kept,
      metadata: { ...kept.metadata, ownerReferences: [{ ...owner, uid: metadata.uid }] },
    });
    assert.match(
      await changes.refusal(to(5)),
      /is kept by Deployment backend, which would take its bounds back/,
    );
  });

  test('without the right to change it, the plan says which one is missing', async () => {
    await world.apply(deployment('backend', { replicas: 2 }), autoscaler('backend', 10, 2));
    await missing(world, 'patch', 'horizontalpodautoscalers', () => changes.refusal(to(5)));
  });
});
