import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { until } from '../../../servers/process.ts';
import type { RestartPod } from '../../../workflows/contract/kubernetes-changes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { Changes, terms } from './changes.ts';
import { missing } from './missing-right.ts';
import { deployment, type Manifest, statefulSet, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

describe('ending a pod on a real control plane', { skip }, () => {
  let world: World;
  let changes: Changes;
  before(async () => {
    world = await startWorld();
    changes = new Changes(world);
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  const restart: RestartPod = {
    ...terms,
    name: 'restartPod',
    action: 'kubernetes.restartPod',
    target: workload('backend'),
  };
  const ofSet: RestartPod = { ...restart, target: workload('database', 'statefulSet') };

  /** Names and uids of the pods that are not being ended, once there are so many, all well. */
  async function pods(count: number): Promise<Map<string, string>> {
    let found: Manifest[] = [];
    await until(
      async () => {
        const { items } = (await world.server.ask('GET', '/api/v1/namespaces/shop/pods')) as {
          items: (Manifest & { status: { conditions?: { type: string; status: string }[] } })[];
        };
        found = items.filter(({ metadata }) => !metadata.deletionTimestamp);
        const ready = items.filter(({ status }) =>
          status.conditions?.some((each) => each.type === 'Ready' && each.status === 'True'),
        );
        return found.length === count && ready.length === count;
      },
      { deadlineMs: 60_000 },
    );
    return new Map(found.map(({ metadata }) => [metadata.name, String(metadata.uid)]));
  }

  test('a plan shows the pod and who goes on; approved it is ended once, and another comes', async () => {
    await world.apply(deployment('backend', { replicas: 2 }));
    const before = await pods(2);
    const [pod = ''] = before.keys();
    const plan = await changes.plan(restart, { pod });
    assert.deepEqual(plan, {
      targets: [{ id: `pod ${pod}`, title: `pod ${pod} in shop`, state: { uid: before.get(pod) ?? '' } }],
      preview: [`kubectl delete pod ${pod} -n shop`],
      observed: `${pod} is ready.`,
      predicted: 'backend starts another one in its place.',
      blastRadius: '1 other pod of backend is ready and goes on.',
      undo: null,
    });
    const given = changes.order(restart, plan, { pod });
    assert.deepEqual(await changes.rehearse(restart, given.plan), {
      outcome: 'would apply',
      says: [`pod ${pod} in shop: the server takes it (dry run)`],
    });
    assert.ok((await pods(2)).has(pod));
    for (const number of [1, 2]) {
      const { effects } = await changes.apply(given, { number });
      assert.deepEqual(
        effects.map(({ outcome }) => outcome),
        ['done'],
      );
    }
    const afterwards = await pods(2);
    assert.ok(!afterwards.has(pod));
    assert.equal([...before.keys()].filter((name) => afterwards.has(name)).length, 1);
  });

  test('the only pod: it is said that nothing answers meanwhile', async () => {
    await world.apply(deployment('backend'));
    const [pod = ''] = (await pods(1)).keys();
    const plan = await changes.plan(restart, { pod });
    assert.equal(
      plan?.blastRadius,
      'No other pod of backend is ready: nothing answers until the new one is.',
    );
  });

  test('the next pod that has its name is spared, by an attempt that comes late and by one that is tried again', async () => {
    await world.apply(statefulSet('database', 'shop/database:15'));
    await pods(1);
    const plan = await changes.plan(ofSet, { pod: 'database-0' });
    const given = changes.order(ofSet, plan, { pod: 'database-0' });
    await world.server.ask('DELETE', '/api/v1/namespaces/shop/pods/database-0');
    const [next] = [...(await pods(1)).values()];
    assert.notEqual(next, plan?.targets[0]?.state.uid);
    const late = await changes.apply(given);
    assert.deepEqual(
      late.effects.map(({ outcome }) => outcome),
      ['left alone'],
    );
    const again = await changes.apply(given, { number: 2, done: ['pod database-0'] });
    assert.deepEqual(
      again.effects.map(({ outcome }) => outcome),
      ['done'],
    );
    assert.deepEqual([...(await pods(1)).values()], [next]);
  });

  test('only a pod of that workload, which something starts anew', async () => {
    const lonely: Manifest = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'lonely', namespace: 'shop', labels: { app: 'other' } },
      spec: { containers: [{ name: 'app', image: 'shop/backend:1' }] },
    };
    await world.apply(deployment('backend'), lonely);
    await pods(2);
    assert.match(
      await changes.refusal(restart, { pod: 'lonely' }),
      /^backend in shop has no pod "lonely", but backend-/,
    );
    const stray = { ...lonely, metadata: { ...lonely.metadata, name: 'stray', labels: { app: 'stray' } } };
    await world.apply(stray, deployment('stray', { replicas: 0 }));
    assert.match(
      await changes.refusal({ ...restart, target: workload('stray') }, { pod: 'stray' }),
      /^The pod stray has no controller of stray that would start it anew: its end would be for good/,
    );
  });

  test('without the right the plan says which permission is missing', async () => {
    await world.apply(deployment('backend'));
    const [pod = ''] = (await pods(1)).keys();
    await missing(world, 'delete', 'pods', () => changes.refusal(restart, { pod }));
  });
});
