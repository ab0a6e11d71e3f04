import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { PatchSelector } from '../../../workflows/contract/kubernetes-changes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { Changes, terms } from './changes.ts';
import { missing } from './missing-right.ts';
import { deployment, type Manifest, service } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

describe('patching the selector of a service on a real control plane', { skip }, () => {
  let world: World;
  let changes: Changes;
  before(async () => {
    world = await startWorld();
    changes = new Changes(world);
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  const place = '/api/v1/namespaces/shop/services/backend';
  const toReady: PatchSelector = {
    ...terms,
    name: 'routeToReadyPods',
    action: 'kubernetes.patchSelector',
    target: { id: 'backendService', kind: 'service', namespace: 'shop', name: 'backend' },
    values: { health: 'ready' },
  };
  const selector = async () =>
    ((await world.server.ask('GET', place)) as { spec: { selector: object } }).spec.selector;

  /** Two pods behind the service, both ready unless the image says otherwise; so many labelled health=ready. */
  async function backend(labelled: number, image?: string): Promise<string[]> {
    await world.apply(deployment('backend', { replicas: 2, image }), service('backend'));
    const pods = async () =>
      ((await world.server.ask('GET', '/api/v1/namespaces/shop/pods')) as { items: Manifest[] }).items.map(
        ({ metadata }) => `/api/v1/namespaces/shop/pods/${metadata.name}`,
      );
    const ready = image ? /0 ready/ : /each with ready endpoints/;
    await world.eventually(
      async () => {
        const found = await world.ask().pods();
        return (await pods()).length === 2 && !image ? await world.ask().services() : found;
      },
      ({ says }) => ready.test(says) || (image !== undefined && /NotReady/.test(says)),
    );
    const places = await pods();
    for (const each of places.slice(0, labelled)) {
      await world.patch(each, { metadata: { labels: { health: 'ready' } } });
    }
    return places;
  }

  test('a plan counts who would answer; approved it is done once, and taken back', async () => {
    await backend(1);
    const plan = await world
      .eventually(world.ask().pods, ({ verdict }) => verdict === 'well')
      .then(() => changes.plan(toReady));
    const { uid, ...state } = plan?.targets[0]?.state ?? {};
    assert.match(String(uid), /^[0-9a-f-]{36}$/);
    assert.deepEqual(
      { ...plan, targets: state },
      {
        targets: { selector: 'app=backend' },
        preview: [
          `kubectl patch service backend -n shop --type merge -p '{"spec":{"selector":{"health":"ready"}}}'`,
        ],
        observed: 'backend sends requests to pods with app=backend: 2 ready pods.',
        predicted: 'Afterwards to pods with app=backend,health=ready: 1 ready pod.',
        blastRadius: 'Every request to backend; 1 ready pod that takes requests now will get none.',
        undo: `kubectl patch service backend -n shop --type merge -p '{"spec":{"selector":{"health":null}}}'`,
        inverse: { health: null },
      },
    );
    assert.deepEqual(await selector(), { app: 'backend' });
    const given = changes.order(toReady, plan);
    assert.deepEqual(await changes.rehearse(toReady, given.plan), {
      outcome: 'would apply',
      says: ['service backend in shop: the server takes it (dry run)'],
    });
    for (const number of [1, 2]) {
      const { effects } = await changes.apply(given, { number });
      assert.deepEqual(
        effects.map(({ outcome }) => outcome),
        ['done'],
      );
    }
    assert.deepEqual(await selector(), { app: 'backend', health: 'ready' });
    assert.equal(await changes.plan(toReady), null);

    const undo = await changes.planUndo(toReady, plan as NonNullable<typeof plan>);
    await changes.apply(changes.order(toReady, undo, plan?.inverse, 1));
    assert.deepEqual(await selector(), { app: 'backend' });
  });

  test('it is refused where no ready pod has the labels, also if they are gone by the time it is applied', async () => {
    const places = await backend(0);
    const says =
      /^No ready pod in shop has app=backend,health=ready: nothing would answer behind the service backend in shop/;
    assert.match(await changes.refusal(toReady), says);
    await world.patch(String(places[0]), { metadata: { labels: { health: 'ready' } } });
    const given = changes.order(toReady, await changes.plan(toReady));
    await world.patch(String(places[0]), { metadata: { labels: { health: null } } });
    const refused = await changes.apply(given);
    assert.ok(refused.outcome === 'refused');
    assert.match(refused.because, says);
    assert.deepEqual(await selector(), { app: 'backend' });
  });

  test('a pod that is labelled, but not ready, does not count', async () => {
    await backend(2, 'shop/backend:not-ready');
    assert.match(await changes.refusal(toReady), /^No ready pod in shop has app=backend,health=ready/);
  });

  test('what somebody changed since the plan is not overwritten; a service without a selector is left alone', async () => {
    const [labelled] = await backend(1);
    const given = changes.order(toReady, await changes.plan(toReady));
    await world.patch(String(labelled), { metadata: { labels: { track: 'stable' } } });
    await world.patch(place, { spec: { selector: { app: 'backend', track: 'stable' } } });
    const refused = await changes.apply(given);
    assert.ok(refused.outcome === 'refused');
    assert.deepEqual(refused.difference, [
      'service backend in shop: selector was app=backend, and is now app=backend,track=stable',
    ]);
    await world.patch(place, { spec: { selector: null } });
    assert.match(
      await changes.refusal(toReady),
      /has no selector: where it sends requests is written by hand/,
    );
  });

  test('without a right the plan says which permission is missing', async () => {
    await backend(1);
    for (const [verb, resource] of [
      ['get', 'services'],
      ['patch', 'services'],
      ['list', 'pods'],
    ] as const) {
      await missing(world, verb, resource, () => changes.refusal(toReady));
    }
  });
});
