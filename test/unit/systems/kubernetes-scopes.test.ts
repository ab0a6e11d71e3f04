import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kubernetesScopes } from '../../../systems/kubernetes-scopes.ts';
import type { SystemFile } from '../../../systems/schema.ts';

const hour = 3_600_000;
const file = (targets: object) =>
  ({ targets, thresholds: { recentDeploy: 2 * hour, memoryUsed: { below: 70 } } }) as SystemFile;

test('a file without anything of a cluster has no scope', () => {
  assert.deepEqual(kubernetesScopes(file({ health: { kind: 'http', url: 'https://shop.example' } })), {});
});

test('what a file names is sorted by cluster, the own one first', () => {
  const { kubernetes = [] } = kubernetesScopes(
    file({
      eu: { kind: 'cluster', kubeconfig: 'EU' },
      backend: { kind: 'deployment', cluster: 'eu', namespace: 'shop', name: 'backend', containers: ['app'] },
      door: { kind: 'ingress', cluster: 'eu', namespace: 'shop', name: 'shop' },
      shop: { kind: 'namespace', cluster: 'eu', name: 'shop' },
      database: { kind: 'statefulSet', namespace: 'data', name: 'postgres', containers: [], dataStore: true },
    }),
  );
  assert.deepEqual(kubernetes, [
    {
      namespaces: [],
      workloads: [
        {
          id: 'database',
          kind: 'statefulSet',
          namespace: 'data',
          name: 'postgres',
          containers: [],
          dataStore: true,
        },
      ],
      entrances: [],
      recentDeploy: 2 * hour,
      recentErrors: hour,
      configMaps: true,
      usedWarnAt: { memory: 70, cpu: 90 },
    },
    {
      cluster: { id: 'eu', kind: 'cluster', kubeconfig: 'EU' },
      namespaces: ['shop'],
      workloads: [
        {
          id: 'backend',
          kind: 'deployment',
          namespace: 'shop',
          name: 'backend',
          containers: ['app'],
          dataStore: false,
        },
      ],
      entrances: [{ id: 'door', kind: 'ingress', namespace: 'shop', name: 'shop' }],
      recentDeploy: 2 * hour,
      recentErrors: hour,
      configMaps: true,
      usedWarnAt: { memory: 70, cpu: 90 },
    },
  ]);
});
