import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { RestartWorkload } from '../../../workflows/contract/kubernetes-changes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { Changes, terms } from './changes.ts';
import { missing } from './missing-right.ts';
import { claim, deployment, statefulSet, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

describe('restarting on a real control plane', { skip }, () => {
  let world: World;
  let changes: Changes;
  before(async () => {
    world = await startWorld();
    changes = new Changes(world);
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  const place = '/apis/apps/v1/namespaces/shop/deployments/';
  const backend: RestartWorkload = {
    ...terms,
    name: 'restartBackend',
    action: 'kubernetes.restart',
    target: workload('backend'),
    within: [],
  };
  const whole: RestartWorkload = {
    ...backend,
    target: { id: 'production', kind: 'namespace', name: 'shop' },
    within: [workload('backend'), { ...workload('cache'), dataStore: true }],
  };
  const generation = async (name: string) => {
    const { metadata } = (await world.server.ask('GET', `${place}${name}`)) as {
      metadata: { generation: number };
    };
    return metadata.generation;
  };

  test('it is done once, however often it is tried', async () => {
    await world.apply(deployment('backend'));
    const given = changes.order(backend, await changes.plan(backend));
    await changes.apply(given);
    const once = await generation('backend');
    const again = await changes.apply(given, { number: 2 });
    assert.deepEqual(
      again.effects.map(({ outcome }) => outcome),
      ['done'],
    );
    assert.equal(await generation('backend'), once);
    assert.match(
      (await world.ask(world.scope({ workloads: [workload('backend')] })).rollouts()).says,
      /A restart of backend/,
    );
  });

  test('a deploy between plan and approval is not restarted over', async () => {
    await world.apply(deployment('backend'));
    const given = changes.order(backend, await changes.plan(backend));
    await world.apply(deployment('backend', { image: 'shop/backend:1.4.2' }));
    const refused = await changes.apply(given);
    assert.ok(refused.outcome === 'refused');
    assert.deepEqual(refused.difference, [
      'deployment backend in shop: its pod template is not the one it was',
    ]);
  });

  test('of a data store it says so; paused rollouts and pods that only people replace are told', async () => {
    await world.apply(statefulSet('database', 'postgres:15'), deployment('backend', { replicas: 2 }));
    const database: RestartWorkload = { ...backend, target: workload('database', 'statefulSet') };
    const radius = async () => (await changes.plan(database))?.blastRadius;
    assert.equal(
      await radius(),
      'It restarts 1 pod of a data store (runs postgres). 1 pod of database is replaced.',
    );
    const strategy = { type: 'OnDelete', rollingUpdate: null };
    await world.patch('/apis/apps/v1/namespaces/shop/statefulsets/database', {
      spec: { updateStrategy: strategy },
    });
    assert.match(
      (await radius()) ?? '',
      /takes it up only when somebody deletes it \(updateStrategy OnDelete\)/,
    );
    await world.patch(`${place}backend`, { spec: { paused: true } });
    assert.match(
      await changes.refusal(backend),
      /^The rollouts of backend are paused, .*: first kubectl rollout resume deployment\/backend -n shop\.$/,
    );
  });

  test('of a namespace all deployments but data stores: those of the catalogue, what holds a volume, and what is known for it', async () => {
    await world.apply(
      deployment('backend'),
      deployment('worker'),
      deployment('cache'),
      claim('data', 'standard'),
      deployment('search', { claim: 'data' }),
      deployment('sessions', { image: 'docker.io/bitnami/valkey:8.1@sha256:aaaa' }),
      deployment('idle', { replicas: 0 }),
    );
    const plan = await changes.plan(whole);
    assert.match(
      plan?.observed ?? '',
      /^Left out: cache \(data store\), idle \(runs no pods\), search \(holds a volume\), sessions \(runs valkey\)\. backend is to run 1 pod\./,
    );
    assert.deepEqual(
      plan?.targets.map(({ id }) => id),
      ['deployment backend', 'deployment worker'],
    );
    await changes.apply(changes.order(whole, plan));
    assert.deepEqual(
      await Promise.all(['backend', 'worker', 'cache', 'search', 'sessions'].map(generation)),
      [2, 2, 1, 1, 1],
    );
  });

  test('nothing but data stores, or too much to look through, is refused', async () => {
    await world.apply(deployment('cache'));
    assert.equal(
      await changes.refusal(whole),
      'The namespace shop has no deployment that could be restarted: cache (data store).',
    );
    const many = Array.from({ length: 100 }, (_, i) => deployment(`worker-${i}`, { replicas: 0 }));
    await world.apply(...many);
    assert.match(await changes.refusal(whole), /more than 100 deployments in the namespace shop: too many/);
  });

  test('without the right the plan says which permission is missing', async () => {
    await world.apply(deployment('backend'));
    await missing(world, 'patch', 'deployments', () => changes.refusal(backend));
  });
});
