import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { captured } from './captured.ts';
import { bank, catalogueFolder } from './catalogue-folder.ts';

describe('mayday validate of a file anywhere', () => {
  test('says how much is assumed, and --assumed what', async (t) => {
    const file = path.join(await catalogueFolder(t, { 'bank.yaml': bank }), 'bank.yaml');
    const { code, out } = await captured(['validate', file], {});
    const [well, count = ''] = out.trimEnd().split('\n');
    assert.equal(well, 'bank: nothing to complain about.');
    assert.match(count, /^\d+ things are assumed where the files say nothing; --assumed lists them\.$/);
    assert.equal(code, 0);
    const listed = await captured(['validate', '--assumed', file], {});
    const [, heading, ...lines] = listed.out.trimEnd().split('\n');
    assert.equal(heading, 'Assumed:');
    assert.equal(lines.length, Number.parseInt(count, 10));
    assert.ok(lines.includes('  bank: pool: the file names none, so main'), listed.out);
  });

  test('--json has what is assumed by system', async (t) => {
    const folder = await catalogueFolder(t, { 'bank.yaml': bank });
    const { out } = await captured(['validate', folder, '--json'], {});
    const { systems, problems, assumed } = JSON.parse(out);
    assert.deepEqual(systems, ['bank']);
    assert.deepEqual(problems, []);
    assert.ok(assumed.bank.includes('pool: the file names none, so main'));
  });

  test('broken files beside it do not concern it', async (t) => {
    const folder = await catalogueFolder(t, { 'bank.yaml': bank, 'shop.yaml': 'nothing' });
    const { code, out } = await captured(['validate', path.join(folder, 'bank.yaml')], {});
    assert.match(out, /^bank: nothing to complain about\.$/m);
    assert.equal(code, 0);
  });

  test('a file with another ending is none of a catalogue', async (t) => {
    const folder = await catalogueFolder(t, { 'bank.yml': bank, bank });
    for (const [file, ending] of [
      ['bank.yml', '.yml'],
      ['bank', 'of nothing'],
    ] as const) {
      const { code, out } = await captured(['validate', path.join(folder, file)], {});
      assert.equal(out, `${file}: found the ending ${ending}, expected .yaml\n`);
      assert.equal(code, 1);
    }
  });

  test('a folder called like a file is said', async (t) => {
    const folder = await catalogueFolder(t, {});
    await mkdir(path.join(folder, 'bank.yaml'));
    const { code, out } = await captured(['validate', folder], {});
    assert.match(out, /^bank\.yaml: cannot be read \(EISDIR\)$/m);
    assert.equal(code, 1);
  });

  test('a second catch-all in the folder is said of the file', async (t) => {
    const routes = 'routes: [{ catchAll: true, runbook: generalIncident }]\n';
    const folder = await catalogueFolder(t, {
      'a.yaml': `system: a\ntitle: A\n${routes}`,
      'b.yaml': `system: b\ntitle: B\n${routes}`,
    });
    await writeFile(path.join(folder, 'notes.txt'), 'nothing of ours');
    const { code, out } = await captured(['validate', path.join(folder, 'b.yaml')], {});
    assert.match(out, /^b\.yaml: routes: found a second catch-all, expected only that of a\.yaml/);
    assert.equal(code, 1);
  });
});
