import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownWorkloadSentence, readOwnWorkload } from '../../../activities/kubernetes/own-workloads.ts';
import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';

const isOwn = (
  part: Parameters<typeof ownWorkloadSentence>[0][number] | undefined,
  namespace: string,
  kind?: WorkloadTarget['kind'],
  name?: string,
) => ownWorkloadSentence(part ? [part] : [], { namespace, kind, name }) !== undefined;

test("a workload is Mayday's own by namespace, kind and name", () => {
  const worker = readOwnWorkload('kubernetes://mayday/deployment/worker');
  assert.ok(isOwn(worker, 'mayday', 'deployment', 'worker'));
  assert.ok(!isOwn(worker, 'mayday', 'statefulSet', 'worker'));
  assert.ok(!isOwn(worker, 'mayday', 'deployment', 'backend'));
  assert.ok(!isOwn(worker, 'shop', 'deployment', 'worker'));
  assert.ok(!isOwn(worker, 'mayday'), 'the rest of its namespace');
  const store = readOwnWorkload('kubernetes://mayday/statefulSet/temporal-store');
  assert.ok(isOwn(store, 'mayday', 'statefulSet', 'temporal-store'));
});

test('a namespace is everything in it', () => {
  const all = readOwnWorkload('kubernetes://mayday');
  assert.ok(isOwn(all, 'mayday'));
  assert.ok(isOwn(all, 'mayday', 'deployment', 'anything'));
  assert.ok(!isOwn(all, 'mayday-shop', 'deployment', 'anything'));
});

test('a pod tells its workload, and no other of a similar name', () => {
  const ofDeployment = { namespace: 'mayday', pod: 'mayday-worker-7d9f8c6b5-x2k4q' };
  assert.ok(isOwn(ofDeployment, 'mayday', 'deployment', 'mayday-worker'));
  assert.ok(!isOwn(ofDeployment, 'mayday', 'deployment', 'mayday'));
  assert.ok(!isOwn(ofDeployment, 'mayday', 'statefulSet', 'mayday-worker'));
  const ofSet = { namespace: 'mayday', pod: 'worker-12' };
  assert.ok(isOwn(ofSet, 'mayday', 'statefulSet', 'worker'));
  assert.ok(!isOwn(ofSet, 'mayday', 'deployment', 'worker'));
});

test('anything else is no part', () => {
  for (const text of ['kubernetes://', 'kubernetes://mayday/pod/x', 'mayday/deployment/worker', '']) {
    assert.equal(readOwnWorkload(text), undefined, text);
  }
});
