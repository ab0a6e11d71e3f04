import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import { measureWorkloads } from '../../../activities/kubernetes/measure.ts';
import { usageAnnotations } from '../../../servers/kwok-usage.ts';
import { startMetricsServer } from '../../../servers/metrics-server.ts';
import type { Running } from '../../../servers/process.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { deployment, type Manifest, workload } from './objects.ts';
import { rights, startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane, 'metrics-server');

describe('what pods and nodes use', { skip }, () => {
  let world: World;
  let metrics: Running;
  before(async () => {
    world = await startWorld();
    const limits = { cpu: '500m', memory: '512Mi' };
    await world.apply(
      deployment('cache', { ...uses('100m', '500Mi'), limits, requests: { cpu: '50m', memory: '256Mi' } }),
      deployment('renderer', { ...uses('490m', '200Mi'), limits }),
      deployment('mailer', uses('1500m', '64Mi')),
    );
    metrics = await startMetricsServer(world.server);
    const known = ({ evidence = [] }: { evidence?: Record<string, unknown>[] }) =>
      evidence.length === 3 && evidence.every(({ cpuUsed }) => cpuUsed !== null);
    await world.eventually(() => world.ask().resources(), known);
  });
  after(async () => {
    await metrics?.stop();
    await world?.stop();
  });

  test('by memory the hottest container is named first, with what it requests and may have', async () => {
    const found = await world.ask().resources('memory');
    assert.equal(found.verdict, 'sick');
    assert.match(
      found.says,
      /^1 of 3 containers use 90 % or more of the memory they may have\. The hottest is shop\/cache-\S+ \(app\) with 500Mi of 512Mi, 98 %\. 1 have no limit\.$/,
    );
    const [hottest, ...others] = found.evidence ?? [];
    assert.deepEqual(
      [hottest?.memoryUsed, hottest?.memoryRequested, hottest?.memoryLimit, hottest?.memoryPercent],
      ['500Mi', '256Mi', '512Mi', 98],
    );
    assert.deepEqual(
      others.map(({ memoryPercent }) => memoryPercent),
      [39, null],
    );
  });

  test('by CPU it is another one; what has no limit is hot for nobody', async () => {
    const found = await world.ask().resources('cpu');
    assert.equal(found.verdict, 'sick');
    assert.match(found.says, /The hottest is shop\/renderer-\S+ \(app\) with 4[6-9]\dm of 500m, 9\d %\./);
    const cpus = found.evidence?.map(({ pod, cpuPercent }) => [String(pod).split('-')[0], cpuPercent]);
    assert.equal(cpus?.[1]?.[0], 'cache');
    assert.ok(Math.abs(Number(cpus?.[1]?.[1]) - 20) <= 2, 'a rate is nearly what the pod is told to use');
    assert.deepEqual(cpus?.[2], ['mailer', null]);
  });

  test('of nodes it is said how much of each is used', async () => {
    const found = await world.eventually(world.ask().nodes, ({ evidence }) =>
      Boolean(evidence?.every(({ memoryPercent }) => memoryPercent !== null)),
    );
    assert.deepEqual([found.verdict, found.says], ['well', '2 nodes, all ready and under no pressure.']);
    const sum = (column: string) => found.evidence?.reduce((all, row) => all + Number(row[column]), 0) ?? 0;
    assert.ok(Math.abs(sum('cpuPercent') - 52) <= 4, 'of 4 CPUs each: 2.09 in all');
    assert.ok(Math.abs(sum('memoryPercent') - 9) <= 2, 'of 8 GiB each: 764 MiB in all');
  });

  test('whether it helped is read of the container that uses most of what it may have', async () => {
    const read = (name: string, metric: 'memoryUsed' | 'cpuUsed') =>
      kubernetesClusters(world).on(world, (cluster) =>
        measureWorkloads(cluster, {
          metric,
          below: 80,
          targets: [workload(name)],
          within: 0,
          readings: 1,
          every: 0,
        }),
      );
    const memory = await read('cache', 'memoryUsed');
    assert.deepEqual([memory.value, memory.good], [98, false]);
    assert.match(
      memory.says,
      /^The most memory is used by shop\/cache-\S+ \(app\) with 500Mi of 512Mi, 98 %; below 80 % is good\.$/,
    );
    assert.equal((await read('renderer', 'memoryUsed')).good, true);
    assert.equal((await read('renderer', 'cpuUsed')).good, false);
    await assert.rejects(
      read('mailer', 'memoryUsed'),
      /^\S+: No running container of mailer has a limit of memory/,
    );
  });

  test('without a right to metrics.k8s.io it is said which one is missing, and all else is still seen', async () => {
    const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles/mayday';
    await without('Role', roles, async () => {
      const found = await world.eventually(world.ask().resources, ({ verdict }) => verdict === 'unknown');
      assert.match(
        found.says,
        /^3 containers\..* The permission to list pods\.metrics\.k8s\.io in the namespace shop/,
      );
      assert.equal(found.evidence?.find(({ memoryRequested }) => memoryRequested)?.memoryLimit, '512Mi');
    });
    const clusterRoles = '/apis/rbac.authorization.k8s.io/v1/clusterroles/mayday-nodes';
    await without('ClusterRole', clusterRoles, async () => {
      const found = await world.eventually(world.ask().nodes, ({ says }) => says.includes('permission'));
      assert.match(
        found.says,
        /^2 nodes, .* The permission to list nodes\.metrics\.k8s\.io in all of the cluster eu/,
      );
    });
  });

  async function without(kind: string, place: string, look: () => Promise<void>): Promise<void> {
    const role = (await rights()).find((manifest) => manifest.kind === kind) as Manifest & {
      rules: { apiGroups: string[] }[];
    };
    const rules = role.rules.filter(({ apiGroups }) => !apiGroups.includes('metrics.k8s.io'));
    await world.server.ask('PUT', place, { ...role, rules });
    try {
      await look();
    } finally {
      await world.server.ask('PUT', place, role);
    }
  }

  test('a program runs in the hottest pod of a workload', async () => {
    // It has no pods of its own, and selects those of all.
    const all = deployment('all', { replicas: 0 }) as Manifest & { spec: { template: object } };
    const selector = {
      matchExpressions: [{ key: 'app', operator: 'In', values: ['cache', 'renderer', 'mailer'] }],
    };
    const { spec } = deployment('cache') as typeof all;
    await world.apply({ ...all, spec: { ...all.spec, selector, template: spec.template } });
    const scope = world.scope({ workloads: [workload('all')] });
    const found = await world.ask(scope).exec(['true'], { workload: 'all' });
    assert.match(found.says, /^"true" in mailer-\S+ printed 0 lines\.$/);
  });

  test('a metrics server that is registered, but away, hides nothing else', async () => {
    await metrics.kill();
    const found = await world.eventually(world.ask().resources, ({ verdict }) => verdict === 'unknown');
    assert.match(
      found.says,
      /^3 containers\..* How much is used cannot be told: metrics\.k8s\.io does not answer in the cluster eu/,
    );
    assert.match((await world.ask().nodes()).says, /^2 nodes, all ready.*metrics\.k8s\.io does not answer/);
  });
});

function uses(cpu: string, memory: string) {
  return { podAnnotations: { [usageAnnotations.cpu]: cpu, [usageAnnotations.memory]: memory } };
}
