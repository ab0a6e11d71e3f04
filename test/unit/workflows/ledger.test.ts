import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkOf } from '../../../workflows/contract/audit.ts';
import type { Fact } from '../../../workflows/contract/timeline.ts';
import { Ledger } from '../../../workflows/incident/ledger.ts';

const noted = (text: string): Fact => ({ kind: 'noted', by: { kind: 'mayday' }, text });

test('each entry is linked to the one before it, and the first to its incident', () => {
  const ledger = new Ledger<Fact>('key');
  const [first, second] = [ledger.write(noted('a')), ledger.write(noted('a'))];
  assert.equal(first.chain, linkOf('key', first));
  assert.equal(second.chain, linkOf(first.chain ?? '', second));
  assert.notEqual(new Ledger<Fact>('other').write(noted('a')).chain, first.chain);
  assert.notEqual(new Ledger<Fact>('key', 'follow-up-').write(noted('a')).chain, first.chain);
});

test('the chain goes on where a long life goes on', () => {
  const before = new Ledger<Fact>('key');
  const last = before.write(noted('a'));
  const after = new Ledger<Fact>('key');
  after.restore(JSON.parse(JSON.stringify(before.carry())));
  const next = after.write(noted('a'));
  assert.equal(next.chain, linkOf(last.chain ?? '', next));
  assert.equal(next.id, `${last.id}-2`);
});

test('an effect that comes to the same has the same name, whoever signs when', () => {
  const write = (at: string) =>
    new Ledger<Fact>('key').write({
      kind: 'applied',
      plan: 1,
      effects: [],
      checkpoint: { keyId: 'key', entries: 3, chain: 'c', at, by: 'k', signature: at },
    });
  assert.equal(write('2026-01-01T00:00:00Z').id, write('2026-01-01T00:00:01Z').id);
});
