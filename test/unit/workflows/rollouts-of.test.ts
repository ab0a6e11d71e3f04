import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import type { Mitigation, SingleMitigation } from '../../../workflows/contract/mitigations.ts';
import type { PlanTarget } from '../../../workflows/contract/plans.ts';
import { rolloutsOf } from '../../../workflows/contract/rollouts.ts';

const workload = (name: string, kind: WorkloadTarget['kind'] = 'deployment'): WorkloadTarget => ({
  id: `the ${name}`,
  kind,
  namespace: 'shop',
  name,
  containers: [],
  dataStore: kind === 'statefulSet',
});
const terms = { name: 'change', title: 'Change it', risk: 'disruptive' as const, asks: [], temporary: false };
const scale = (name: string, more: object = {}): SingleMitigation =>
  ({
    ...terms,
    action: 'kubernetes.scale',
    target: workload(name),
    replicas: 3,
    down: false,
    ...more,
  }) as never;
const targets = (...ids: string[]): { targets: PlanTarget[] } => ({
  targets: ids.map((id) => ({ id, title: id, state: {} })),
});
const waited = (mitigation: Mitigation, ...ids: string[]) =>
  rolloutsOf(mitigation, targets(...ids)).map(({ cluster, workloads }) => [
    cluster?.id,
    ...workloads.map(({ id, kind, namespace, name }) => `${id}: ${kind} ${namespace}/${name}`),
  ]);

test('the workloads of a plan are waited for as the catalogue has them; what is in no catalogue by its name', () => {
  assert.deepEqual(waited(scale('web'), 'deployment web'), [[undefined, 'the web: deployment shop/web']]);
  const namespace = { id: 'all', kind: 'namespace', name: 'shop' };
  const restart = { ...terms, action: 'kubernetes.restart', target: namespace, within: [] } as never;
  assert.deepEqual(waited(restart, 'deployment web', 'deployment mail'), [
    [undefined, 'web: deployment shop/web', 'mail: deployment shop/mail'],
  ]);
});

test('a pod comes back by its owner, and a config map by those who read it', () => {
  const pod = { ...terms, action: 'kubernetes.restartPod', target: workload('db', 'statefulSet') } as never;
  assert.deepEqual(waited(pod, 'pod db-0'), [[undefined, 'the db: statefulSet shop/db']]);
  const map = { id: 'map', kind: 'configMap', namespace: 'settings', name: 'map' };
  const patch = {
    ...terms,
    action: 'kubernetes.patchConfigMap',
    target: map,
    values: {},
    restarts: [workload('web'), workload('db', 'statefulSet')],
  } as never;
  assert.deepEqual(waited(patch, 'config map map', 'deployment web', 'stateful set db'), [
    [undefined, 'the web: deployment shop/web', 'the db: statefulSet shop/db'],
  ]);
});

test('the parts of a bundle are waited for cluster by cluster', () => {
  const eu = { id: 'eu', kind: 'cluster' };
  const of = [scale('web', { name: 'one', cluster: eu }), scale('api', { name: 'two' })];
  const bundle: Mitigation = { ...terms, action: 'bundle', of };
  assert.deepEqual(waited(bundle, 'one: deployment web', 'two: deployment api'), [
    ['eu', 'the web: deployment shop/web'],
    [undefined, 'the api: deployment shop/api'],
  ]);
});

test('nothing is waited for where no pods are replaced', () => {
  const sessions = { ...terms, action: 'postgres.terminateSessions', target: { kind: 'postgres' } } as never;
  assert.deepEqual(waited(sessions, 'pid 7'), []);
  const ingress = {
    ...terms,
    action: 'kubernetes.annotateIngress',
    target: { kind: 'ingress', namespace: 'shop' },
  };
  assert.deepEqual(waited(ingress as never, 'ingress web'), []);
});
