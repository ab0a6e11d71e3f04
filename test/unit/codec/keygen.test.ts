import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readKeyRing } from '../../../codec/key-ring.ts';
import { mayday } from '../../harness/mayday-command.ts';

test('keygen --encryption prints a key that MAYDAY_ENCRYPTION_KEYS takes, another each time', async () => {
  const [one, two] = await Promise.all([
    mayday(['keygen', '--encryption'], {}),
    mayday(['keygen', '--encryption'], {}),
  ]);
  assert.equal(one.code, 0, one.err);
  const ring = readKeyRing(`${one.out.trim()},${two.out.trim()}`);
  assert.equal(ring.keys.size, 2);
  assert.match(ring.first?.id ?? '', /^\d{4}-\d\d-\d\d-[0-9a-f]{4}$/);
});

test('keygen takes a name or --encryption, not both and not neither', async () => {
  for (const words of [['keygen'], ['keygen', 'alice', '--encryption']]) {
    const { code, err } = await mayday(words, {});
    assert.notEqual(code, 0);
    assert.match(err, /your name in the catalogue, or --encryption: one of them/);
  }
});
