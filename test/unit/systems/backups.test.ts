import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSystem } from '../../../systems/load.ts';
import { profileOf } from '../../../systems/profile.ts';
import { full } from './broken-sections.ts';

const restoreOf = (file: string) => {
  const loaded = loadSystem('shop.yaml', file);
  assert.ok('system' in loaded, loaded.problems.join('\n'));
  const { mitigations } = profileOf(loaded.system, loaded.hash, 'databaseIssues', new Date());
  const found = mitigations.find(({ name }) => name === 'restoreDatabase');
  assert.ok(found?.action === 'postgres.restore');
  return found;
};

test('a restore asks what its script asks, dumps first, and ends with a look at whether the database is whole', () => {
  const restore = restoreOf(full);
  assert.deepEqual(
    restore.asks.map(({ name, question }) => [name, question]),
    [['BACKUP', 'Which?']],
  );
  assert.deepEqual(restore.backups, {
    kind: 'folder',
    folder: '/srv/backups',
    pattern: '*.sql.gz',
    as: 'path',
  });
  assert.deepEqual([restore.dump.program, restore.script.program], ['./smoke.sh', './restore.sh']);
  assert.deepEqual(
    restore.verify?.map(({ step }) => step),
    ['integrity'],
  );
});

for (const [what, [from, to], says] of [
  [
    'a dump that asks for something',
    ['dump: { script: smokeTests }', 'dump: { script: restore }'],
    'found "restore", which asks for BACKUP, expected a script that dumps without asking',
  ],
  [
    'a restore that asks for no backup',
    ['script: restore\n', 'script: smokeTests\n'],
    'found "smokeTests", which asks for nothing, expected one that asks which backup, and nothing else',
  ],
  [
    'a list by a script that does more than look',
    ['backups: { folder: /srv/backups, pattern: "*.sql.gz" }', 'backups: { script: restore }'],
    'found "restore", whose risk is destructive, expected one that only looks',
  ],
  [
    'a list by a script that is not there',
    ['backups: { folder: /srv/backups, pattern: "*.sql.gz" }', 'backups: { script: lists }'],
    'found "lists", expected a name under "scripts"',
  ],
  [
    'a mode of the dump that is none',
    ['dump: { script: smokeTests }', 'dump: { script: smokeTests, mode: all }'],
    'found "all", expected a mode of the script smokeTests (quick)',
  ],
] as const) {
  test(`${what} is told with what to write`, () => {
    const loaded = loadSystem('shop.yaml', full.replace(from, to));
    assert.ok(!('system' in loaded));
    assert.ok(loaded.problems.join('\n').includes(says), loaded.problems.join('\n'));
  });
}
