import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import { measureWorkloads } from '../../../activities/kubernetes/measure.ts';
import { kubernetesRolledOut, type Patience } from '../../../activities/kubernetes/rolled-out.ts';
import { freePort } from '../../../servers/process.ts';
import type { ClusterTarget, WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import type { WorkloadImprovement } from '../../../workflows/contract/mitigations.ts';
import type { RolledOut } from '../../../workflows/contract/rollouts.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { deployment, statefulSet, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

const place = '/apis/apps/v1/namespaces/shop/deployments/backend';
const image = (tag: string) => ({
  spec: { template: { spec: { containers: [{ name: 'app', image: `shop/backend:${tag}` }] } } },
});
const patience: Patience = { every: 200, stuck: 3_000, failed: 1_500 };

interface Attempt {
  scheduledTimestampMs?: number;
  heartbeatDetails?: unknown;
}

describe('waiting for a rollout', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld({ users: { stranger: [] } });
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  function wait(workloads: WorkloadTarget[], info: Attempt = {}, change: Partial<ClusterTarget> = {}) {
    const environment = new MockActivityEnvironment(
      { scheduledTimestampMs: Date.now(), ...info },
      { logger: new DefaultLogger('ERROR') },
    );
    const beats: { since: Record<string, number> }[] = [];
    environment.on('heartbeat', (beat) => beats.push(structuredClone(beat)));
    const cluster: ClusterTarget = {
      id: 'eu',
      kind: 'cluster',
      url: world.server.url,
      authority: world.server.certificateAuthority,
      bearer: world.token,
      ...change,
    };
    const kubernetes = kubernetesClusters({ resolve: (text) => text });
    const answer: Promise<RolledOut> = environment.run(kubernetesRolledOut(kubernetes, patience), {
      cluster,
      workloads,
    });
    return { environment, beats, answer };
  }
  const backend = [workload('backend')];

  async function rolledOut(options: Parameters<typeof deployment>[1] = {}): Promise<void> {
    await world.apply(deployment('backend', { replicas: 2, ...options }));
    assert.equal((await wait(backend).answer).complete, true);
  }

  test('all pods are up to date and ready: complete, however many workloads', async () => {
    await rolledOut();
    await world.apply(statefulSet('database', 'shop/database:15'));
    await world.patch(place, image('1.4.2'));
    const { answer } = wait([...backend, workload('database', 'statefulSet')]);
    assert.deepEqual(await answer, {
      complete: true,
      says: 'backend: 2 pods, all up to date and ready; database: 1 pod, up to date and ready.',
    });
    const { items } = (await world.server.ask(
      'GET',
      '/api/v1/namespaces/shop/pods?labelSelector=app=backend',
    )) as {
      items: { spec: { containers: { image: string }[] } }[];
    };
    assert.deepEqual(
      [...new Set(items.map(({ spec }) => spec.containers[0]?.image))],
      ['shop/backend:1.4.2'],
    );
  });

  const broken: [string, RegExp][] = [
    ['missing', /shop\/backend-\S+ cannot start, ImagePullBackOff \(container app\): Back-off pulling image/],
    [
      'crash-loop',
      /shop\/backend-\S+ cannot start, CrashLoopBackOff \(container app, restarted 7 times\): back-off/,
    ],
  ];
  for (const [tag, says] of broken) {
    test(`pods that are ${tag} end the wait long before the deadline, named with the reason`, async () => {
      await rolledOut();
      await world.patch(place, image(tag));
      const begun = Date.now();
      const found = await wait(backend).answer;
      assert.equal(found.complete, false);
      assert.match(
        found.says,
        /^backend: its rollout is not complete \(1 of 2 pods updated, 2 available\)\. /,
      );
      assert.match(found.says, says);
      assert.ok(Date.now() - begun >= patience.stuck, 'it may be slow to start');
      assert.ok(Date.now() - begun < 20_000);
    });
  }

  test('a progress deadline that has passed ends it; the undo after it is not taken for failed', async () => {
    await rolledOut({ deadline: 2 });
    await world.patch(place, image('not-ready'));
    const found = await wait(backend).answer;
    assert.equal(found.complete, false);
    assert.match(
      found.says,
      /^backend: its rollout has failed \(ReplicaSet "backend-\w+" has timed out progressing/,
    );
    await world.patch(place, image('1.4.1'));
    assert.equal((await wait(backend).answer).complete, true);
  });

  test('a paused rollout and pods that wait to be deleted get nowhere by waiting', async () => {
    await rolledOut();
    await world.patch(place, { spec: { paused: true, ...image('1.4.2').spec } });
    assert.match((await wait(backend).answer).says, /^backend: its rollout is paused \(0 of 2 pods updated/);
    const database = statefulSet('database', 'shop/database:15');
    await world.apply({
      ...database,
      spec: { ...(database.spec as object), updateStrategy: { type: 'OnDelete' } },
    });
    const both = [workload('database', 'statefulSet')];
    assert.equal((await wait(both).answer).complete, true);
    await world.patch('/apis/apps/v1/namespaces/shop/statefulsets/database', image('16'));
    assert.match(
      (await wait(both).answer).says,
      /take a change up only when somebody deletes them \(OnDelete; 0 of 1/,
    );
  });

  test('after the time of the workload itself and a margin it is said how long it took', async () => {
    await world.apply(statefulSet('database', 'shop/database:not-ready'));
    const { answer } = wait([workload('database', 'statefulSet')], {
      scheduledTimestampMs: Date.now() - 661_000,
    });
    const { complete, says } = await answer;
    assert.equal(complete, false);
    assert.match(
      says,
      /^database: its (rollout is not complete \(\d of 1 pods updated, 0 ready\)|last change is not taken up yet)\. That was 11 min after it began\.$/,
    );
  });

  test('an API server that goes away meanwhile is waited for, beating all the time', async () => {
    await rolledOut();
    const { pid } = world.server.processes['kube-apiserver'];
    process.kill(pid, 'SIGSTOP');
    const { answer, beats } = wait(backend);
    try {
      await delay(7_000);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    assert.ok(beats.length >= 5, `${beats.length} heartbeats in 7 s`);
    assert.equal((await answer).complete, true);
  });

  test('one that stays away for all of the time leaves the answer open', async () => {
    const info = { scheduledTimestampMs: Date.now() - 31 * 60_000 };
    const { answer } = wait(backend, info, { url: `https://127.0.0.1:${await freePort()}` });
    await assert.rejects(answer, {
      type: 'TargetUnreachable',
      nonRetryable: true,
      message: /refused the connection/,
    });
  });

  test('a later attempt goes on with what one before it saw', async () => {
    await rolledOut();
    await world.patch(place, image('missing'));
    const first = wait(backend);
    await delay(2_000);
    first.environment.cancel();
    await assert.rejects(first.answer, { name: 'CancelledFailure' });
    const heartbeatDetails = first.beats.at(-1);
    const [seen] = Object.values(heartbeatDetails?.since ?? {});
    assert.ok(seen !== undefined, 'the pod was seen by the first');
    const second = wait(backend, { heartbeatDetails });
    assert.equal((await second.answer).complete, false);
    assert.ok(second.beats.every(({ since }) => Object.values(since)[0] === seen));
    assert.ok(Date.now() - seen < patience.stuck + 2_000, 'its patience is that of both together');
  });

  test('ready pods are counted of workloads, and of all deployments of a namespace', async () => {
    await rolledOut();
    const read = (targets: WorkloadImprovement['targets']) =>
      kubernetesClusters(world).on(world, (cluster) =>
        measureWorkloads(cluster, { metric: 'podsReady', targets, within: 0, readings: 1, every: 0 }),
      );
    assert.deepEqual(await read(backend), {
      value: 2,
      good: true,
      says: '2 of 2 pods of backend are ready.',
    });
    await world.apply(deployment('frontend', { image: 'shop/frontend:missing' }));
    const all: WorkloadImprovement['targets'] = [{ id: 'all', kind: 'namespace', name: 'shop' }];
    const { value, good, says } = await read(all);
    assert.deepEqual([value, good], [2, false]);
    assert.match(says, /^2 of 3 pods of backend, frontend are ready\. frontend: its (rollout|last change)/);
  });

  test('a workload that is gone is not rolled out; without the right to look nobody knows', async () => {
    const gone = await wait(backend).answer;
    assert.deepEqual(gone, {
      complete: false,
      says: 'The namespace shop of the cluster eu has no deployment "backend", nor any other.',
    });
    await world.apply(deployment('backend'));
    const { answer } = wait(backend, {}, { bearer: world.server.token('stranger') });
    await assert.rejects(answer, {
      type: 'NotAuthorised',
      message: /The permission to get deployments\.apps/,
    });
  });
});
