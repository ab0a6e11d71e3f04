import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { test } from 'node:test';
import { project } from '../../../docs/generate/sources.ts';
import { long } from '../../long.ts';

test('every long test file that is named is there', async () => {
  for (const file of long) await assert.doesNotReject(access(`${project}/${file}`), file);
  assert.equal(new Set(long).size, long.length);
});
