import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import { type Mitigation, targetIds } from '../../../workflows/contract/mitigations.ts';

const workload = (id: string, dataStore = false): WorkloadTarget => ({
  id,
  kind: 'deployment',
  namespace: 'shop',
  name: id,
  containers: [],
  dataStore,
});

test('a restart of a namespace counts as a change of each workload in it, so that its lease and budget hold', () => {
  const restart: Mitigation = {
    name: 'restartAll',
    title: 'Restart all',
    risk: 'disruptive',
    asks: [],
    temporary: false,
    action: 'kubernetes.restart',
    target: { id: 'production', kind: 'namespace', name: 'shop' },
    within: [workload('backend'), workload('cache', true), workload('admin')],
  };
  assert.deepEqual(targetIds(restart), ['admin', 'backend', 'production']);
});
