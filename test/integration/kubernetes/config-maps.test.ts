import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { missing } from './missing-right.ts';
import { deployment, type Manifest, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

const map = (name: string, data: object, annotations = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop', annotations },
  data,
});
const place = (name: string, manager: string) =>
  `/api/v1/namespaces/shop/configmaps/${name}?fieldManager=${manager}`;

/** Times of the API server are whole seconds. */
const nextSecond = () => sleep(1_100);

describe('config maps', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  const reading = (name: string): Manifest => {
    const manifest = deployment('backend') as Manifest & {
      spec: { template: { spec: { containers: object[] } } };
    };
    const { spec } = manifest.spec.template;
    spec.containers = spec.containers.map((each) => ({ ...each, envFrom: [{ configMapRef: { name } }] }));
    return manifest;
  };

  test('what was only made, the cluster keeps for itself or Mayday changed is no news', async () => {
    await world.apply(
      map('settings', { POOL: '10' }),
      map('leader', { holder: 'one' }, { 'control-plane.alpha.kubernetes.io/leader': '{}' }),
    );
    await nextSecond();
    await world.patch(place('leader', 'ingress-controller'), { data: { holder: 'two' } });
    await world.patch(place('settings', 'mayday'), { data: { POOL: '20' } });
    const found = await world.ask().configMaps();
    assert.deepEqual([found.verdict, found.says], ['well', '1 config map, none changed within 60 min.']);
    assert.deepEqual(
      found.evidence?.map(({ configMap, by, keys, recent }) => [configMap, by, keys, recent]),
      [['settings', 'mayday', 'POOL', 'no']],
    );
  });

  test('an edit is told with who made it, which keys, and who reads it; never what they hold', async () => {
    await world.apply(map('settings', { POOL: '10', canary: 'canary-value-1' }), reading('settings'));
    await nextSecond();
    await world.patch(place('settings', 'kubectl-edit'), { data: { POOL: 'canary-value-2' } });
    const scope = world.scope({ workloads: [workload('backend')] });
    const found = await world.ask(scope).configMaps();
    assert.equal(found.verdict, 'sick');
    assert.match(
      found.says,
      /^Config map settings in shop, which backend reads, was changed by kubectl-edit \(POOL\) \d+ m?s ago\.$/,
    );
    const [row] = found.evidence ?? [];
    assert.deepEqual(
      [row?.configMap, row?.workload, row?.by, row?.keys, row?.recent],
      ['settings', 'backend', 'kubectl-edit', 'POOL', 'yes'],
    );
    assert.doesNotMatch(JSON.stringify(found), /canary-value/);
  });

  test('an edit from long ago is only told with its time', async () => {
    await world.apply(map('settings', { POOL: '10' }));
    await nextSecond();
    await world.patch(place('settings', 'kubectl-edit'), { data: { POOL: '11' } });
    await nextSecond();
    const found = await world.ask().configMaps(500);
    assert.deepEqual([found.verdict, found.evidence?.[0]?.recent], ['well', 'no']);
  });

  test('in a namespace that others use, only what the workloads of the catalogue read is looked at', async () => {
    await world.apply(map('settings', { POOL: '10' }), map('others', { A: '1' }), reading('settings'));
    await nextSecond();
    await world.patch(place('others', 'kubectl-edit'), { data: { A: '2' } });
    const scope = world.scope({ namespaces: [], workloads: [workload('backend')] });
    const found = await world.ask(scope).configMaps();
    assert.deepEqual(
      [found.verdict, found.evidence?.map(({ configMap }) => configMap)],
      ['well', ['settings']],
    );
  });

  test('without the right to list them nobody knows, and the right is named', async () => {
    await world.apply(map('settings', { POOL: '10' }));
    await missing(world, 'list', 'configmaps', async () => {
      const found = await world.ask().configMaps();
      assert.equal(found.verdict === 'sick', false);
      return found.says;
    });
  });
});
