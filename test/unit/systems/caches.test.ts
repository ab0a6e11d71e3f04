import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSystem } from '../../../systems/load.ts';
import { profileOf } from '../../../systems/profile.ts';
import { whole } from './broken-files.ts';

/** A file with a cache, which a runbook names and a mitigation empties. */
function withCache(entry: string, target = 'cacheOnly: true', risk = 'destructive'): string {
  return whole
    .replace('mitigations:\n', `  store: { kind: redis, url: "\${STORE_URL}", ${target} }\nmitigations:\n`)
    .replace(
      'runbooks:\n',
      `  emptyStore: { title: Empty it, action: redis.flush, target: store, risk: ${risk} }
runbooks:
  cacheIssues: { ${entry}, mitigations: [emptyStore] }
`,
    );
}

function read(text: string) {
  const loaded = loadSystem('shop.yaml', text);
  assert.ok('system' in loaded, loaded.problems.join('\n'));
  return profileOf(loaded.system, loaded.hash, 'cacheIssues', new Date());
}

test('what a file does not say of its cache is assumed, and shown so', () => {
  const { runbook, assumed } = read(withCache('cache: store'));
  assert.deepEqual(runbook.cache, {
    server: { id: 'store', kind: 'redis', url: `\${STORE_URL}`, cacheOnly: true },
    memoryWarnAt: 90,
    clientsWarnAt: 90,
    hitRateBelow: 50,
    neverExpireAbove: 50,
    slowAfter: 100,
    recent: 3_600_000,
  });
  assert.deepEqual(
    assumed.filter((each) => each.startsWith('cache: ')),
    [
      'cache: the file does not say when it is short of memory, so from 90 % of its maxmemory',
      'cache: the file does not say when it is short of clients, so from 90 % of its maxclients',
      'cache: the file does not say how many lookups must find something, so 50 %',
      'cache: the file does not say how many keys of a cache may never expire, so 50 %',
      'cache: the file does not say when an answer is slow, so after 100ms',
      'cache: the file does not say how far back slow commands are looked for, so 1h',
    ],
  );
});

test('what a file says of its cache counts', () => {
  const given =
    'cache: store, memoryWarnAt: 80, clientsWarnAt: 70, hitRateBelow: 60, neverExpireAbove: 10, slowAfterMs: 20, recent: 10m';
  const { runbook, assumed } = read(withCache(given));
  assert.deepEqual(
    { ...runbook.cache, server: undefined },
    {
      server: undefined,
      memoryWarnAt: 80,
      clientsWarnAt: 70,
      hitRateBelow: 60,
      neverExpireAbove: 10,
      slowAfter: 20,
      recent: 600_000,
    },
  );
  assert.ok(!assumed.some((each) => each.startsWith('cache: ')));
});

test('a store that the file does not call a cache is none', () => {
  const { mitigations } = read(withCache('cache: store', 'cacheOnly: false'));
  const emptying = mitigations.find(({ action }) => action === 'redis.flush');
  assert.ok(emptying?.action === 'redis.flush');
  assert.equal(emptying.target.cacheOnly, false);
});

test('a runbook without a cache assumes nothing of one', () => {
  const { runbook, assumed } = read(withCache('title: Cache'));
  assert.equal(runbook.cache, undefined);
  assert.ok(!assumed.some((each) => each.startsWith('cache: ')));
});

const wrong: [string, string, RegExp][] = [
  [
    'a database',
    withCache('cache: db'),
    /runbooks\.cacheIssues\.cache: found "db", expected a name under "targets" of kind redis/,
  ],
  [
    'an emptying that is less than destructive',
    withCache('cache: store', 'cacheOnly: true', 'disruptive'),
    /mitigations\.emptyStore\.risk: found "disruptive", expected destructive, since it cannot be taken back/,
  ],
  [
    'more than all of the memory',
    withCache('cache: store, memoryWarnAt: 110'),
    /runbooks\.cacheIssues\.memoryWarnAt: found 110, expected a number from 1 to 100/,
  ],
];
for (const [what, text, says] of wrong) {
  test(`${what} is told with what to write`, () => {
    assert.match(loadSystem('shop.yaml', text).problems.join('\n'), says);
  });
}
