import assert from 'node:assert/strict';
import test from 'node:test';
import { didYouMean, nearest } from '../../../systems/nearest.ts';

test('a slip of the fingers finds what was meant: a letter too many, too few, another, or two swapped', () => {
  for (const slip of ['demoo', 'deo', 'dema', 'dmeo', 'DEMO', 'edmo', 'deom']) {
    assert.equal(nearest(slip, ['neurocred', 'demo', 'shop']), 'demo', slip);
  }
  for (const slip of ['databaseIsues', 'databaesIssues', 'database-issues', 'dataBaseIssue']) {
    assert.equal(nearest(slip, ['databaseIssues', 'databaseRecovery']), 'databaseIssues', slip);
  }
});

test('the nearest comes first, and another word finds nothing', () => {
  assert.equal(
    nearest('terminateIdleSession', ['terminateSessions', 'terminateIdleSessions']),
    'terminateIdleSessions',
  );
  assert.equal(nearest('party', ['demo', 'shop']), undefined);
  assert.equal(nearest('', ['demo']), undefined);
  assert.equal(didYouMean('party', ['demo']), '');
  assert.equal(didYouMean('dmeo', ['demo']), '; did you mean "demo"?');
});
