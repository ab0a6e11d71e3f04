import assert from 'node:assert/strict';
import test from 'node:test';
import { later, priorityOf } from '../../../workflows/contract/priority.ts';
import { severities } from '../../../workflows/contract/profile.ts';

test('the graver, the sooner, and everything of incidents before what may wait', () => {
  const keys = severities.map((severity) => priorityOf(severity, 'shop').priorityKey);
  assert.deepEqual(keys, [1, 2, 3, 4]);
  assert.equal(later.priorityKey, 5);
});

test('what only rehearses or watches comes last, whatever its severity', () => {
  for (const mode of ['dry-run', 'shadow'] as const)
    assert.equal(priorityOf('P0', 'shop', mode).priorityKey, later.priorityKey);
});

test('a severity that nobody knows yet says nothing, so that the server puts it in the middle', () => {
  assert.deepEqual(priorityOf(undefined, 'shop'), { fairnessKey: 'shop' });
  assert.deepEqual(priorityOf('constructor', 'shop'), { fairnessKey: 'shop' });
});

test('a fairness key is never longer than the server takes, and never another system', () => {
  const [a, b] = ['a', 'b'].map((end) => priorityOf('P1', `${'ü'.repeat(40)}${end}`).fairnessKey ?? '');
  for (const key of [a, b]) assert.ok(Buffer.byteLength(key ?? '') <= 64);
  assert.notEqual(a, b);
});
