import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { ScaleWorkload } from '../../../workflows/contract/kubernetes-changes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { Changes, terms } from './changes.ts';
import { missing } from './missing-right.ts';
import { deployment, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

describe('scaling on a real control plane', { skip }, () => {
  let world: World;
  let changes: Changes;
  before(async () => {
    world = await startWorld();
    changes = new Changes(world);
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  const place = '/apis/apps/v1/namespaces/shop/deployments/backend';
  const to = (replicas: number, down = false): ScaleWorkload => ({
    ...terms,
    name: 'scaleBackend',
    action: 'kubernetes.scale',
    target: workload('backend'),
    replicas,
    down,
  });
  const replicas = async () => {
    const { spec } = (await world.server.ask('GET', place)) as { spec: { replicas: number } };
    return spec.replicas;
  };
  const scaleBy = (count: number) => world.patch(place, { spec: { replicas: count } });

  test('a plan shows what runs, what will, and the way back; it changes nothing', async () => {
    await world.apply(deployment('backend', { replicas: 2 }));
    const plan = await changes.plan(to(5));
    const { uid, ...state } = plan?.targets[0]?.state ?? {};
    assert.match(String(uid), /^[0-9a-f-]{36}$/);
    assert.deepEqual(
      { ...plan, targets: state },
      {
        targets: { replicas: 2 },
        preview: ['kubectl scale deployment/backend --replicas=5 -n shop'],
        observed: 'backend is to run 2 pods.',
        predicted: 'Afterwards it is to run 5.',
        blastRadius: '3 pods more of backend, as far as the nodes have room.',
        undo: 'kubectl scale deployment/backend --replicas=2 -n shop',
        inverse: { replicas: 2 },
      },
    );
    assert.equal(await replicas(), 2);
  });

  test('approved it is done once, said by a second attempt, and taken back', async () => {
    await world.apply(deployment('backend', { replicas: 2 }));
    const proposal = await changes.plan(to(5));
    const given = changes.order(to(5), proposal);
    assert.deepEqual(await changes.rehearse(to(5), given.plan), {
      outcome: 'would apply',
      says: ['deployment backend in shop: the server takes it (dry run)'],
    });
    const applied = await changes.apply(given);
    assert.deepEqual(
      applied.effects.map(({ outcome, says }) => [outcome, says]),
      [['done', 'deployment backend in shop: 5 pods, before 2']],
    );
    assert.equal(await replicas(), 5);
    const again = await changes.apply(given, { number: 2 });
    assert.deepEqual(
      again.effects.map(({ outcome }) => outcome),
      ['done'],
    );

    assert.ok(proposal);
    const undo = await changes.planUndo(to(5), proposal);
    assert.deepEqual(undo?.preview, ['kubectl scale deployment/backend --replicas=2 -n shop']);
    await changes.apply(changes.order(to(5), undo, proposal.inverse, 1));
    assert.equal(await replicas(), 2);
  });

  test('what somebody changed since the plan is not overwritten', async () => {
    await world.apply(deployment('backend', { replicas: 2 }));
    const given = changes.order(to(5), await changes.plan(to(5)));
    await scaleBy(3);
    const moved = ['deployment backend in shop: replicas was 2, and is now 3'];
    assert.deepEqual(await changes.compare(to(5), given.plan), moved);
    const refused = await changes.apply(given);
    assert.ok(refused.outcome === 'refused');
    assert.deepEqual(refused.difference, moved);
    assert.equal(await replicas(), 3);
  });

  test('a later change of somebody else is said before it is taken back', async () => {
    await world.apply(deployment('backend', { replicas: 2 }));
    const proposal = await changes.plan(to(5));
    await changes.apply(changes.order(to(5), proposal));
    await scaleBy(4);
    assert.ok(proposal);
    const undo = await changes.planUndo(to(5), proposal);
    assert.equal(undo?.changedSince, true);
    assert.match(
      undo?.observed ?? '',
      /Plan 1 had set it otherwise: somebody has changed deployment backend/,
    );
  });

  test('it never scales down, unless that is what is meant', async () => {
    await world.apply(deployment('backend', { replicas: 7 }));
    assert.equal(await changes.plan(to(5)), null);
    const plan = await changes.plan(to(1, true));
    assert.match(plan?.blastRadius ?? '', /^6 pods of backend are ended/);
    await changes.apply(changes.order(to(1, true), plan));
    assert.equal(await replicas(), 1);
  });

  test('a workload made anew is another one; a missing one is said with those there are', async () => {
    await world.apply(deployment('backend'), deployment('frontend'));
    const given = changes.order(to(5), await changes.plan(to(5)));
    await world.server.ask('DELETE', place);
    assert.match(await changes.refusal(to(5)), /no deployment "backend", but frontend/);
    await world.server.ask('POST', '/apis/apps/v1/namespaces/shop/deployments', deployment('backend'));
    const refused = await changes.apply(given);
    assert.ok(refused.outcome === 'refused');
    assert.deepEqual(refused.difference, ['deployment backend in shop: it was deleted and made anew']);
  });

  test('without the right the plan says which permission is missing', async () => {
    await world.apply(deployment('backend'));
    await missing(world, 'patch', 'deployments/scale', () => changes.refusal(to(5)));
  });
});
