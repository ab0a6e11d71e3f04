import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ceilingProblems } from '../../../systems/ceilings.ts';

const said = (mitigation: object, policy: object = {}) =>
  ceilingProblems({ policy, mitigations: { change: mitigation } }).map(
    ({ path, says }) => `${path.join('.')}: ${says}`,
  );

test('a file gives nothing more than its ceiling, or the one that is assumed', () => {
  const scale = { action: 'kubernetes.scale', replicas: 30 };
  assert.deepEqual(said(scale), [
    'mitigations.change.replicas: found 30, expected at most 20, the ceiling (assumed; to raise it, write policy.ceilings.replicas)',
  ]);
  assert.deepEqual(said(scale, { ceilings: { replicas: 30 } }), []);
  const limits = { action: 'kubernetes.setResources', limits: { memory: '8193Mi', cpu: '4000m' } };
  assert.deepEqual(said(limits), [
    'mitigations.change.limits.memory: found "8193Mi", expected at most 8Gi, the ceiling (assumed; to raise it, write policy.ceilings.memory)',
  ]);
  assert.deepEqual(said(limits, { ceilings: { memory: '16Gi', cpu: '2' } }), [
    'mitigations.change.limits.cpu: found "4000m", expected at most 2, the ceiling (of policy.ceilings.cpu)',
  ]);
});

test('a change says what it sets, or asks for it', () => {
  assert.deepEqual(said({ action: 'kubernetes.setResources' }), [
    'mitigations.change: found neither limits nor asks, expected one: which limits?',
  ]);
  assert.deepEqual(said({ action: 'kubernetes.setEnvironment', asks: { variable: {} } }), [
    'mitigations.change.asks: found one of variable and size, expected both',
  ]);
});
