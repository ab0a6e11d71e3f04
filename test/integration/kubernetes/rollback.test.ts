import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { rollback } from '../../../activities/kubernetes/changes/rollback.ts';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import { until } from '../../../servers/process.ts';
import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import type { RollBack } from '../../../workflows/contract/kubernetes-changes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { Changes, terms } from './changes.ts';
import { missing } from './missing-right.ts';
import { deployment, statefulSet, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);
const cause = 'kubernetes.io/change-cause';

interface Found {
  metadata: { generation: number; annotations: Record<string, string> };
  spec: {
    template: { metadata: object; spec: { containers: { image: string; env?: object[] }[] } };
  };
  status?: { observedGeneration?: number; conditions?: { type: string; message: string }[] };
}

describe('rolling back on a real control plane', { skip }, () => {
  let world: World;
  let changes: Changes;
  before(async () => {
    world = await startWorld();
    changes = new Changes(world);
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  const apps = '/apis/apps/v1/namespaces/shop';
  const place = `${apps}/deployments/backend`;
  const of = (target: WorkloadTarget, ifNewerThan = 3_600_000): RollBack => ({
    ...terms,
    name: 'rollBack',
    action: 'kubernetes.rollback',
    target,
    ifNewerThan,
  });
  const back = of(workload('backend'));
  const found = async (at = place) => (await world.server.ask('GET', at)) as Found;
  const image = async (at = place) => (await found(at)).spec.template.spec.containers[0]?.image;
  const takenUp = (at = place) =>
    until(
      async () => {
        const { metadata, status } = await found(at);
        return status?.observedGeneration === metadata.generation;
      },
      { deadlineMs: 60_000 },
    );
  const change = async (spec: object, at = place, annotations = {}) => {
    await world.patch(at, { metadata: { annotations }, spec: { template: spec } });
    await takenUp(at);
  };
  const deploy = (tag: string, more: object = {}, at = place) =>
    change({ spec: { containers: [{ name: 'app', image: `shop/backend:${tag}`, ...more }] } }, at, {
      [cause]: `deploy ${tag}`,
    });
  /** A first version, and a second one that came after it. */
  const deployed = async (tag = '2') => {
    await world.apply(
      deployment('backend', { image: 'shop/backend:1', annotations: { [cause]: 'deploy 1' } }),
    );
    await takenUp();
    await deploy(tag, { env: [{ name: 'ADDED', value: 'by 2' }] });
  };

  test('a plan names both revisions with image and age; approved, the old template is back whole', async () => {
    await deployed();
    const plan = await changes.plan(back);
    assert.match(
      plan?.observed ?? '',
      /^backend runs revision 2, \d+ m?s old, shop\/backend:2, "deploy 2"\.$/,
    );
    assert.match(
      plan?.predicted ?? '',
      /^It goes back to revision 1, \d+ m?s old, shop\/backend:1, "deploy 1"\.$/,
    );
    assert.deepEqual(plan?.preview, ['kubectl rollout undo deployment/backend --to-revision=1 -n shop']);
    assert.equal(plan?.undo, 'kubectl rollout undo deployment/backend --to-revision=2 -n shop');
    assert.equal(await image(), 'shop/backend:2');

    const given = changes.order(back, plan);
    assert.deepEqual((await changes.rehearse(back, given.plan)).outcome, 'would apply');
    assert.equal((await changes.apply(given)).outcome, 'applied');
    const { metadata, spec } = await found();
    const [container] = spec.template.spec.containers;
    assert.equal(container?.image, 'shop/backend:1');
    assert.equal(container?.env, undefined, 'what the newer one added is gone');
    assert.equal(metadata.annotations[cause], 'deploy 1');
    await takenUp();
    const sets = (await world.server.ask('GET', `${apps}/replicasets`)) as { items: unknown[] };
    assert.equal(sets.items.length, 2, 'no third revision is made of it');
  });

  test('tried again after its answer was lost, it does not flip forward', async () => {
    await deployed();
    const given = changes.order(back, await changes.plan(back));
    await changes.apply(given);
    await takenUp();
    const again = await changes.apply(given, { number: 2 });
    assert.deepEqual(
      again.effects.map(({ outcome }) => outcome),
      ['done'],
    );
    assert.equal(await image(), 'shop/backend:1');
  });

  test('asked for twice, it is refused: once more would lead forward; its undo does lead there', async () => {
    await deployed();
    const plan = await changes.plan(back);
    assert.ok(plan);
    await changes.apply(changes.order(back, plan));
    await takenUp();
    assert.match(
      await changes.refusal(back),
      /^Revision 3 of backend \(shop\/backend:1\) was there before and was brought back: to go back once more would lead forward again, to revision 2 \(shop\/backend:2\)/,
    );
    const undo = await changes.planUndo(back, plan);
    assert.equal(undo?.changedSince, undefined);
    await changes.apply(changes.order(back, undo, plan.inverse, 1));
    assert.equal(await image(), 'shop/backend:2');
    assert.equal((await found()).metadata.annotations[cause], 'deploy 2');
  });

  test('a deploy since then is said before the way back goes over it', async () => {
    await deployed();
    const plan = await changes.plan(back);
    assert.ok(plan);
    await changes.apply(changes.order(back, plan));
    await takenUp();
    await deploy('3');
    const undo = await changes.planUndo(back, plan);
    assert.equal(undo?.changedSince, true);
    assert.match(undo?.observed ?? '', /somebody has changed deployment backend in shop since/);
  });

  test('an old revision is not to blame, a first one has none before, a paused rollout goes nowhere', async () => {
    await deployed();
    assert.match(
      await changes.refusal(of(workload('backend'), 1)),
      /^Revision 2 of backend is \d+ m?s old: only one newer than 1 ms is rolled back/,
    );
    await world.patch(place, { spec: { paused: true } });
    await takenUp();
    assert.match(
      await changes.refusal(back),
      /paused, so nothing would come of it: first kubectl rollout resume deployment\/backend -n shop/,
    );
    await world.apply(deployment('frontend'));
    await takenUp(`${apps}/deployments/frontend`);
    assert.match(
      await changes.refusal(of(workload('frontend'))),
      /^The history of frontend keeps no revision before 1/,
    );
  });

  test('a restart in between is no deploy: it goes back behind both', async () => {
    await deployed();
    const restartedAt = new Date().toISOString();
    await change({ metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': restartedAt } } });
    const plan = await changes.plan(back);
    assert.match(plan?.observed ?? '', /runs revision 3, .* a restart of revision 2/);
    assert.match(plan?.predicted ?? '', /revision 1, .*shop\/backend:1/);
  });

  test('a crash loop that writes status leaves a plan as it is; a deploy meanwhile does not', async () => {
    await deployed('crash-loop');
    const plan = changes.order(back, await changes.plan(back));
    await world.eventually(world.ask().pods, ({ says }) => says.includes('CrashLoopBackOff'));
    assert.deepEqual(await changes.compare(back, plan.plan), []);
    await deploy('3');
    const refused = await changes.apply(plan);
    assert.ok(refused.outcome === 'refused');
    assert.deepEqual(refused.difference, [
      'deployment backend in shop: revision was 2, and is now 3',
      'deployment backend in shop: its pod template is not the one it was',
    ]);
    assert.equal(await image(), 'shop/backend:3');
  });

  test('a revision that the history has dropped since is said', async () => {
    await deployed();
    const plan = changes.order(back, await changes.plan(back));
    await world.server.ask('DELETE', `${apps}/replicasets/${plan.plan.targets[0]?.state.to}`);
    const refused = await changes.apply(plan);
    assert.ok(refused.outcome === 'refused');
    assert.deepEqual(refused.difference, [
      'deployment backend in shop: the revision to go back to is gone from its history',
    ]);
  });

  test('a stateful set goes back, and back again', async () => {
    const database = of(workload('database', 'statefulSet'));
    const at = `${apps}/statefulsets/database`;
    await world.apply(statefulSet('database', 'shop/database:15'));
    await takenUp(at);
    await change({ spec: { containers: [{ name: 'app', image: 'shop/database:16' }] } }, at);
    // The second in which a revision was made is all that is known of it.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const plan = await changes.plan(database);
    assert.ok(plan);
    assert.match(plan.predicted, /A pod of database that does not get ready has to be deleted/);
    const given = changes.order(database, plan);
    await changes.apply(given);
    assert.equal(await image(at), 'shop/database:15');
    await takenUp(at);
    const again = await changes.apply(given, { number: 2 });
    assert.deepEqual(
      again.effects.map(({ outcome }) => outcome),
      ['done'],
    );
    assert.match(await changes.refusal(database), /was brought back/);
    const undo = await changes.planUndo(database, plan);
    await changes.apply(changes.order(database, undo, plan.inverse, 1));
    assert.equal(await image(at), 'shop/database:16');
  });

  test('a write of somebody else between the look and ours is a conflict, never overwritten', async () => {
    await deployed();
    const kubernetes = kubernetesClusters({ resolve: world.resolve });
    await kubernetes.on({ cluster: world.cluster }, async (cluster) => {
      const [part] = await rollback.look(cluster, back, { parameters: {}, back: false });
      await deploy('3');
      await assert.rejects(
        kubernetes.on({ cluster: world.cluster }, async () => part?.write({ key: 'ours', dryRun: false })),
        { type: 'Conflict', nonRetryable: false },
      );
    });
    assert.equal(await image(), 'shop/backend:3');
  });

  test('without the right to see the history, the plan says which one is missing', async () => {
    await deployed();
    await missing(world, 'list', 'replicasets', () => changes.refusal(back));
  });

  test('an API server that hangs in the middle: tried again, and done once', async () => {
    await deployed();
    const given = changes.order(back, await changes.plan(back));
    const { pid } = world.server.processes['kube-apiserver'];
    process.kill(pid, 'SIGSTOP');
    try {
      await assert.rejects(changes.apply(given), { type: 'TargetUnreachable', nonRetryable: false });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    assert.equal((await changes.apply(given, { number: 2 })).outcome, 'applied');
    assert.equal(await image(), 'shop/backend:1');
    assert.equal((await found()).metadata.generation, 3);
  });
});
