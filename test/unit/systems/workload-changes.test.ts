import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { loadSystem } from '../../../systems/load.ts';
import { profileOf } from '../../../systems/profile.ts';
import { partsOf } from '../../../workflows/contract/mitigations.ts';

async function profile(system: string) {
  const file = new URL(`../../../systems/${system}.yaml`, import.meta.url);
  const loaded = loadSystem(`${system}.yaml`, await readFile(file, 'utf8'));
  assert.ok('system' in loaded);
  return profileOf(loaded.system, loaded.hash, 'generalIncident', new Date());
}

async function mitigation(system: string, name: string) {
  const { mitigations } = await profile(system);
  const found = mitigations.find((each) => each.name === name);
  assert.ok(found, name);
  return found;
}

test('what a document leaves open is asked, within the ceilings', async () => {
  const pool = await mitigation('neurocred', 'growConnectionPool');
  assert.deepEqual(
    pool.asks.map(({ name, kind }) => [name, kind]),
    [
      ['variable', 'text'],
      ['size', 'integer'],
    ],
  );
  const memory = await mitigation('codementor-ai', 'raiseServerMemory');
  assert.deepEqual(
    memory.asks.map(({ name, kind }) => [name, kind]),
    [['memory', 'memory']],
  );
  assert.ok(memory.action === 'kubernetes.setResources');
  assert.deepEqual([memory.limits, memory.ceilings], [{}, { memory: '8Gi', cpu: '4' }]);
});

test("each document's own numbers: limits, variables, replicas, and when a deploy is recent", async () => {
  const limits = async (system: string, name: string) => {
    const found = await mitigation(system, name);
    return found.action === 'kubernetes.setResources' ? [found.container, found.limits] : found.action;
  };
  assert.deepEqual(await limits('agentic-startup-studio', 'raiseBackendMemory'), [
    'backend',
    { memory: '1Gi' },
  ]);
  assert.deepEqual(await limits('studyteddy', 'raiseMemoryLimit'), ['backend', { memory: '2Gi' }]);
  assert.deepEqual(await limits('onboarding-kyc', 'raiseMemoryLimit'), [undefined, { memory: '1Gi' }]);
  const breaker = await mitigation('onboarding-kyc', 'enableCircuitBreaker');
  assert.ok(breaker.action === 'kubernetes.setEnvironment');
  assert.deepEqual(breaker.values, { CIRCUIT_BREAKER_ENABLED: 'true', CIRCUIT_BREAKER_THRESHOLD: '5' });
  const fewer = await mitigation('agentic-startup-studio', 'scaleBackendTo1');
  assert.ok(fewer.action === 'kubernetes.scale');
  assert.deepEqual([fewer.replicas, fewer.down, fewer.temporary], [1, true, true]);
  const both = partsOf(await mitigation('codementor-ai', 'rollBack'));
  assert.deepEqual(
    both.map((part) => [part.name, part.action === 'kubernetes.rollback' && part.ifNewerThan]),
    [
      ['rollBack.server', 3_600_000],
      ['rollBack.client', 3_600_000],
    ],
  );
});

test('what a file does not say of ceilings and revisions is assumed, and shown so', async () => {
  const { assumed } = await profile('neurocred');
  assert.ok(
    assumed.includes(
      'ceilings: the file does not say, so nothing is given more than 20 replicas, 8Gi of memory, 4 CPUs, 500Gi of storage',
    ),
  );
  assert.ok(
    assumed.includes('rollBack: the file does not say how new a revision must be to be rolled back, so 1h'),
  );
});
