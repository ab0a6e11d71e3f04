import assert from 'node:assert/strict';
import { test } from 'node:test';
import { take } from '../../../bench/take.ts';

const size = { profile: 'tuned', pairs: 1, quick: true, large: false } as const;

test('a measure tells from its own process why it did not come to its end', async () => {
  assert.deepEqual(await take({ id: 'B999', size }, 60_000), { failed: 'There is no measure B999.' });
});

test('a measure that takes too long is ended', async () => {
  const began = performance.now();
  const ended = await take({ id: 'B1', size }, 1);
  assert.ok('failed' in ended && /^It took more than/.test(ended.failed), JSON.stringify(ended));
  assert.ok(performance.now() - began < 15_000);
});
