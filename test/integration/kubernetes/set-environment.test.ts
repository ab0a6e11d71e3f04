import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { SetEnvironment } from '../../../workflows/contract/kubernetes-changes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { Changes, terms } from './changes.ts';
import { missing } from './missing-right.ts';
import { deployment, type Manifest, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

interface Container {
  env?: { name: string; value?: string }[];
  envFrom?: object[];
}

describe('setting variables on a real control plane', { skip }, () => {
  let world: World;
  let changes: Changes;
  before(async () => {
    world = await startWorld();
    changes = new Changes(world);
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  const place = '/apis/apps/v1/namespaces/shop/deployments/backend';
  const set = (values: Record<string, string>): SetEnvironment => ({
    ...terms,
    name: 'setVariables',
    action: 'kubernetes.setEnvironment',
    target: workload('backend'),
    values,
  });
  const breaker = set({ CIRCUIT_BREAKER_ENABLED: 'true', CIRCUIT_BREAKER_THRESHOLD: '5' });
  const env = async () => {
    const { spec } = (await world.server.ask('GET', place)) as {
      spec: { template: { spec: { containers: [Container] } } };
    };
    return spec.template.spec.containers[0].env;
  };
  const backend = (given: object[] = [], more: Container = {}): Manifest => {
    const manifest = deployment('backend', { replicas: 2 });
    const { template } = manifest.spec as { template: { spec: { containers: [object] } } };
    Object.assign(template.spec.containers[0], { env: given, ...more });
    return manifest;
  };

  test('a plan shows what is set now and then; approved it is set once, and taken back', async () => {
    await world.apply(
      backend([
        { name: 'LOG', value: 'info' },
        { name: 'CIRCUIT_BREAKER_THRESHOLD', value: '10' },
      ]),
    );
    const plan = await changes.plan(breaker);
    assert.ok(plan);
    const { targets, ...shown } = plan;
    assert.deepEqual(shown, {
      preview: [
        'kubectl set env deployment/backend -c=app CIRCUIT_BREAKER_ENABLED=true CIRCUIT_BREAKER_THRESHOLD=5 -n shop',
      ],
      observed:
        'In the container app of backend CIRCUIT_BREAKER_ENABLED is not set, CIRCUIT_BREAKER_THRESHOLD is 10.',
      predicted: 'Afterwards CIRCUIT_BREAKER_ENABLED is true, CIRCUIT_BREAKER_THRESHOLD is 5.',
      blastRadius: '2 pods of backend are replaced, one after the other.',
      undo: 'kubectl set env deployment/backend -c=app CIRCUIT_BREAKER_ENABLED- CIRCUIT_BREAKER_THRESHOLD=10 -n shop',
      inverse: { CIRCUIT_BREAKER_ENABLED: null, CIRCUIT_BREAKER_THRESHOLD: '10' },
    });
    const given = changes.order(breaker, plan);
    assert.equal((await changes.rehearse(breaker, given.plan)).outcome, 'would apply');
    await changes.apply(given);
    const again = await changes.apply(given, { number: 2 });
    assert.deepEqual(
      again.effects.map(({ outcome }) => outcome),
      ['done'],
    );
    assert.deepEqual(Object.fromEntries((await env())?.map(({ name, value }) => [name, value]) ?? []), {
      LOG: 'info',
      CIRCUIT_BREAKER_ENABLED: 'true',
      CIRCUIT_BREAKER_THRESHOLD: '5',
    });
    assert.equal(await changes.plan(breaker), null);

    const undo = await changes.planUndo(breaker, plan);
    assert.equal(undo?.changedSince, undefined);
    await changes.apply(changes.order(breaker, undo, plan.inverse, 1));
    assert.deepEqual(await env(), [
      { name: 'LOG', value: 'info' },
      { name: 'CIRCUIT_BREAKER_THRESHOLD', value: '10' },
    ]);
  });

  test('people name variable and size; one that is not there is said, with what may be meant', async () => {
    await world.apply(backend([{ name: 'DB_POOL_SIZE', value: '10' }]));
    const answers = { variable: 'DB_POOL_SIZE', size: 40 };
    const plan = await changes.plan(set({}), answers);
    assert.ok(plan);
    await changes.apply(changes.order(set({}), plan, answers));
    assert.deepEqual(await env(), [{ name: 'DB_POOL_SIZE', value: '40' }]);
    const undo = await changes.planUndo(set({}), plan, answers);
    assert.equal(undo?.changedSince, undefined);
    await changes.apply(changes.order(set({}), undo, plan.inverse, 1));
    assert.deepEqual(await env(), [{ name: 'DB_POOL_SIZE', value: '10' }]);

    assert.doesNotMatch(plan?.observed ?? '', /fewer/);
    const smaller = await changes.plan(set({}), { variable: 'DB_POOL_SIZE', size: 4 });
    assert.match(smaller?.observed ?? '', /DB_POOL_SIZE is \d+\. 4 is fewer than it is now\./);
    const unknown = await changes.plan(set({}), { variable: 'DB_POOL_SIZ', size: 40 });
    assert.match(
      unknown?.observed ?? '',
      /no variable DB_POOL_SIZ: it helps only if the program reads one .*did you mean "DB_POOL_SIZE"\?/,
    );
    assert.match(
      await changes.refusal(set({}), { variable: 'POOL SIZE', size: 4 }),
      /is no name of a variable/,
    );
  });

  test('what comes from elsewhere is to be changed there; what looks secret never gets into a plan', async () => {
    await world.apply(
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'app-config', namespace: 'shop' },
        data: { CACHE: 'on' },
      },
      backend(
        [
          { name: 'POOL', valueFrom: { configMapKeyRef: { name: 'app-config', key: 'pool' } } },
          { name: 'HIDDEN', valueFrom: { secretKeyRef: { name: 'app-secret', key: 'hidden' } } },
          { name: 'DATABASE_URL', value: 'postgres://app:canary@db/shop' },
        ],
        {
          envFrom: [
            { prefix: 'APP_', configMapRef: { name: 'app-config' } },
            { configMapRef: { name: 'missing', optional: true } },
            { secretRef: { name: 'app-secret' } },
          ],
        },
      ),
    );
    const refused = (name: string) => changes.refusal(set({ [name]: '1' }));
    assert.match(await refused('POOL'), /comes from the config map app-config \(key pool\): change it there/);
    assert.match(await refused('HIDDEN'), /comes from the secret app-secret \(key hidden\)/);
    assert.match(await refused('APP_CACHE'), /comes from the config map app-config: change it there/);
    for (const name of ['DATABASE_URL', 'DB_PASSWORD']) {
      const says = await refused(name);
      assert.match(says, /looks like a secret/);
      assert.doesNotMatch(says, /canary/);
    }
    const plan = await changes.plan(set({ OTHER: '1' }));
    assert.match(
      plan?.observed ?? '',
      /takes variables from the secret app-secret, which is not looked into/,
    );
    assert.doesNotMatch(JSON.stringify(plan), /canary/);
    await missing(world, 'get', 'configmaps', () => refused('APP_CACHE'));
  });

  test('what somebody set since the plan is not overwritten; a crash loop that writes status moves nothing', async () => {
    await world.apply(backend([{ name: 'POOL', value: '10' }]));
    const pool = set({ POOL: '20' });
    const given = changes.order(pool, await changes.plan(pool));
    await world.patch(`${place}/status`, { status: { unavailableReplicas: 2 } });
    assert.deepEqual(await changes.compare(pool, given.plan), []);
    await world.apply(backend([{ name: 'POOL', value: '15' }]));
    const refused = await changes.apply(given);
    assert.ok(refused.outcome === 'refused');
    assert.deepEqual(refused.difference, [
      'deployment backend in shop: its pod template is not the one it was',
      'deployment backend in shop: variable POOL was 10, and is now 15',
    ]);
    assert.deepEqual(await env(), [{ name: 'POOL', value: '15' }]);
  });

  test('without the right to change it, the plan says which one is missing', async () => {
    await world.apply(backend());
    await missing(world, 'patch', 'deployments', () => changes.refusal(breaker));
  });
});
