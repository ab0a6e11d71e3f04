import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { wordKinds, wordOf } from '../../../workflows/contract/script-words.ts';

describe('a word that a person answers and a script is given', () => {
  test('never begins like an option, and holds no control character, whatever is written', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.ipV4(), fc.ipV6(), fc.webUrl());
    fc.assert(
      fc.property(fc.constantFrom(...wordKinds), anything, (kind, written) => {
        const word = wordOf(kind, written);
        if (word === undefined) return;
        assert.doesNotMatch(word, /^-|^$|\p{Cc}/u);
        assert.equal(wordOf(kind, word), word);
      }),
    );
  });

  test('as an address is one that Node reads, too, in its one spelling', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (written) => {
        const word = wordOf('address', written);
        if (word === undefined) return;
        assert.ok(written.includes(':') ? isIPv6(word) : isIPv4(word));
        if (isIPv6(word)) assert.equal(word, new URL(`http://[${written}]/`).hostname.slice(1, -1));
      }),
      { numRuns: 2_000 },
    );
  });

  test('as an address is any of a host elsewhere', () => {
    const isHost = (written: string) => wordOf('address', written) !== undefined;
    fc.assert(
      fc.property(fc.ipV4(), (written) => {
        const first = Number(written.split('.')[0]);
        assert.equal(isHost(written), first > 0 && first !== 127 && first < 224);
      }),
    );
    for (const good of ['2001:db8::7', 'FE80::1', '1:2:3:4:5:6:7:8']) assert.ok(isHost(good), good);
  });

  const refused: [kind: (typeof wordKinds)[number], written: unknown][] = [
    ['address', '203.0.113.7/24'],
    ['address', '203.0.113.007'],
    ['address', '::1'],
    ['address', '::'],
    ['address', '::ffff:203.0.113.7'],
    ['address', '::ffff:cb00:7107'],
    ['address', 'ff02::1'],
    ['address', 'fe80::1%eth0'],
    ['address', '1:2:3:4:5:6:7:8::'],
    ['address', '1::2::3'],
    ['address', 'example.com'],
    ['user', '--all'],
    ['user', 'a b'],
    ['user', ''],
    ['backup', '../../etc/passwd'],
    ['backup', 'a/../b'],
    ['backup', '-x'],
    ['backup', 'a;b'],
    ['line', '-rf'],
    ['line', 'one\ntwo'],
    ['line', 'a\u202Eb'],
    ['line', 'x'.repeat(501)],
    ['line', null],
    ['line', { toString: () => 'x' }],
  ];
  for (const [kind, written] of refused) {
    test(`${kind}: ${JSON.stringify(written)?.slice(0, 40)} is none`, () =>
      assert.equal(wordOf(kind, written), undefined));
  }

  test('is taken as it is where it is fine', () => {
    assert.equal(wordOf('user', 4711), '4711');
    assert.equal(wordOf('user', 'ada@example.com'), 'ada@example.com');
    assert.equal(wordOf('backup', '/path/to/backup.sql.gz'), '/path/to/backup.sql.gz');
    assert.equal(wordOf('line', " payments fail; $(we) 'know' "), "payments fail; $(we) 'know'");
  });
});
