import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newCanary, seenIn } from '../../harness/canaries.ts';

const encoders: Record<string, (text: string) => string> = {
  plain: (text) => text,
  json: (text) => JSON.stringify(text),
  url: encodeURIComponent,
  hex: (text) => Buffer.from(text).toString('hex'),
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
};

test('a canary is found wherever it stands in a text, and however that was encoded, twice', () => {
  const canary = newCanary('password');
  const encoder = fc.constantFrom(...Object.entries(encoders));
  fc.assert(
    fc.property(fc.string(), fc.string(), encoder, encoder, (before, after, [, first], [, second]) => {
      const text = second(`${before}${first(`${after}${canary.value}${before}`)}${after}`);
      assert.deepEqual(seenIn(new Map([['here', text]]), [canary]), { here: ['password'] });
    }),
    { numRuns: 500 },
  );
});

test('a canary is not found where another one is', () => {
  const [canary, other] = [newCanary('password'), newCanary('other')];
  for (const encode of Object.values(encoders)) {
    assert.deepEqual(seenIn(new Map([['here', encode(other.value)]]), [canary]), {});
  }
});
