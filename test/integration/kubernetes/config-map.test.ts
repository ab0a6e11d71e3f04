import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { kubernetesActions } from '../../../activities/kubernetes/changes/kinds.ts';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import type { PatchConfigMap } from '../../../workflows/contract/kubernetes-changes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { Changes, terms } from './changes.ts';
import { missing } from './missing-right.ts';
import { deployment, type Manifest, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

describe('patching a config map on a real control plane', { skip }, () => {
  let world: World;
  let changes: Changes;
  before(async () => {
    world = await startWorld();
    changes = new Changes(world);
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  const place = '/api/v1/namespaces/shop/configmaps/app-config';
  const config = (data: Record<string, string>, more: object = {}): Manifest => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'app-config', namespace: 'shop' },
    data,
    ...more,
  });
  const caching = (restarts: string[] = ['backend']): PatchConfigMap => ({
    ...terms,
    name: 'enableCaching',
    action: 'kubernetes.patchConfigMap',
    target: { id: 'appConfig', kind: 'configMap', namespace: 'shop', name: 'app-config' },
    values: { CACHE_ENABLED: 'true', max_connections: '200' },
    restarts: restarts.map((name) => workload(name)),
  });
  const data = async () => ((await world.server.ask('GET', place)) as { data: object }).data;
  const generation = async (name: string) => {
    const at = `/apis/apps/v1/namespaces/shop/deployments/${name}`;
    return ((await world.server.ask('GET', at)) as { metadata: { generation: number } }).metadata.generation;
  };
  const outcomes = (effects: { target: string; outcome: string }[]) =>
    effects.map(({ target, outcome }) => `${target}: ${outcome}`);

  test('a plan shows what is there, what will be, that its readers restart, and the way back; it changes nothing', async () => {
    await world.apply(config({ CACHE_ENABLED: 'false', other: 'kept' }), deployment('backend'));
    const plan = await changes.plan(caching());
    assert.deepEqual(plan?.preview, [
      `kubectl patch configmap app-config -n shop --type merge -p '{"data":{"CACHE_ENABLED":"true","max_connections":"200"}}'`,
      'kubectl rollout restart deployment/backend -n shop',
    ]);
    assert.match(plan.observed, /^In app-config CACHE_ENABLED is false, max_connections is not set\./);
    assert.match(plan.predicted, /^Pods read it when they start, so backend is restarted with it\./);
    assert.match(plan.undo ?? '', /"CACHE_ENABLED":"false","max_connections":null/);
    assert.deepEqual(plan.inverse, { CACHE_ENABLED: 'false', max_connections: null });
    assert.deepEqual(await data(), { CACHE_ENABLED: 'false', other: 'kept' });
    assert.equal(await generation('backend'), 1);
    const alone = await changes.plan(caching([]));
    assert.match(
      alone?.predicted ?? '',
      /^Nothing restarts: whichever workload reads it must reload by itself/,
    );
  });

  test('approved it is done once with its restart, said by a second attempt, and taken back with another', async () => {
    await world.apply(config({ CACHE_ENABLED: 'false', other: 'kept' }), deployment('backend'));
    const proposal = await changes.plan(caching());
    const given = changes.order(caching(), proposal);
    assert.deepEqual(await changes.rehearse(caching(), given.plan), {
      outcome: 'would apply',
      says: [
        'config map app-config in shop: the server takes it (dry run)',
        'deployment backend in shop: the server takes it (dry run)',
      ],
    });
    assert.equal(await generation('backend'), 1);
    const all = ['config map app-config: done', 'deployment backend: done'];
    assert.deepEqual(outcomes((await changes.apply(given)).effects), all);
    assert.deepEqual(await data(), { CACHE_ENABLED: 'true', max_connections: '200', other: 'kept' });
    assert.deepEqual(outcomes((await changes.apply(given, { number: 2 })).effects), all);
    assert.equal(await generation('backend'), 2);
    assert.equal(await changes.plan(caching()), null, 'and its readers have it');

    assert.ok(proposal);
    const undo = await changes.planUndo(caching(), proposal);
    assert.equal(undo?.changedSince, undefined);
    await changes.apply(changes.order(caching(), undo, proposal.inverse, 1));
    assert.deepEqual(await data(), { CACHE_ENABLED: 'false', other: 'kept' });
    assert.equal(await generation('backend'), 3);
  });

  test('halted between the two it says what is done, and its inverse takes that back', async () => {
    await world.apply(config({}), deployment('backend'));
    await world.eventually(world.ask().pods, ({ says }) => says.startsWith('1 pod'));
    const kubernetes = kubernetesClusters({ resolve: world.resolve });
    const patch = kubernetesActions(kubernetes)['kubernetes.patchConfigMap'];
    const proposal = await changes.plan(caching());
    const { plan, mitigation } = changes.order(caching(), proposal);
    const done = new Set<string>();
    const applied = await patch.act({
      mitigation: mitigation as PatchConfigMap,
      plan,
      keyOf: ({ id }) => id,
      again: false,
      done,
      record: ({ id }) => done.add(id),
      halted: () => (done.size > 0 ? 'everything is frozen' : undefined),
    });
    assert.ok(applied.outcome === 'refused');
    assert.equal(applied.because, 'everything is frozen');
    assert.deepEqual(outcomes(applied.effects), ['config map app-config: done']);
    assert.equal(await generation('backend'), 1);

    assert.ok(proposal);
    const undo = await changes.planUndo(caching(), proposal);
    assert.equal(undo?.changedSince, undefined);
    await changes.apply(changes.order(caching(), undo, proposal.inverse, 1));
    assert.equal(await data(), undefined);
  });

  test('what somebody wrote since the plan is not overwritten; a key that it does not set is none of it', async () => {
    await world.apply(config({ CACHE_ENABLED: 'false' }), deployment('backend'));
    const given = changes.order(caching(), await changes.plan(caching()));
    await world.patch(place, { data: { other: 'new' } });
    assert.deepEqual(await changes.compare(caching(), given.plan), []);
    await world.patch(place, { data: { CACHE_ENABLED: 'sometimes' } });
    const refused = await changes.apply(given);
    assert.ok(refused.outcome === 'refused');
    assert.deepEqual(refused.difference, [
      'config map app-config in shop: value CACHE_ENABLED was false, and is now sometimes',
    ]);
    assert.deepEqual(await data(), { CACHE_ENABLED: 'sometimes', other: 'new' });
    assert.equal(await generation('backend'), 1);
  });

  test('set already by hand, but not read yet: only the restart is left', async () => {
    await world.apply(deployment('backend'));
    await world.eventually(world.ask().pods, ({ says }) => says.startsWith('1 pod'));
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await world.apply(config({ CACHE_ENABLED: 'true', max_connections: '200' }));
    const plan = await changes.plan(caching());
    assert.deepEqual(plan?.preview, ['kubectl rollout restart deployment/backend -n shop']);
    assert.equal(plan.inverse, undefined);
  });

  test('an immutable one is refused, a missing one is said with those there are', async () => {
    await world.apply(config({ CACHE_ENABLED: 'false' }, { immutable: true }), deployment('backend'));
    assert.match(
      await changes.refusal(caching()),
      /config map app-config in shop is immutable: nobody can change it\. Deploy one of another name/,
    );
    const elsewhere = { ...caching(), target: { ...caching().target, name: 'app-confg' } };
    assert.match(
      await changes.refusal(elsewhere),
      /no config map "app-confg", but .*did you mean "app-config"/,
    );
  });

  test('without a right the plan says which permission is missing', async () => {
    await world.apply(config({ CACHE_ENABLED: 'false' }), deployment('backend'));
    for (const verb of ['get', 'patch']) {
      await missing(world, verb, 'configmaps', () => changes.refusal(caching()));
    }
  });

  test('a permission that is gone when it is applied is a refusal, and nothing is done', async () => {
    await world.apply(config({ CACHE_ENABLED: 'false' }), deployment('backend'));
    const given = changes.order(caching(), await changes.plan(caching()));
    await missing(world, 'patch', 'configmaps', async () => {
      const applied = await changes.apply(given);
      return applied.outcome === 'refused' ? applied.because : 'it was done';
    });
    assert.deepEqual(await data(), { CACHE_ENABLED: 'false' });
  });
});
