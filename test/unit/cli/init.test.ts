import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { catalogueJsonSchema } from '../../../systems/json-schema.ts';
import { loadSystem } from '../../../systems/load.ts';
import { readYaml } from '../../../systems/read-yaml.ts';
import { startingFile } from '../../../systems/starting-file.ts';
import { captured } from './captured.ts';
import { catalogueFolder } from './catalogue-folder.ts';

/** Prose has one blank after its "#"; what can be switched on has none, or the blanks of its indentation. */
function switchedOn(text: string): string {
  return text.replaceAll(/^#(?=\S| {2})/gm, '');
}

describe('The file to begin with', () => {
  const ids = ['shop', 'my-2nd-shop', 'null', 'true', 'n', 'e1', 'a-', 'xn--a', 'a'.repeat(63)];
  for (const id of ids) {
    test(`can be read as it stands: ${id.slice(0, 20)}`, () => {
      assert.deepEqual(loadSystem(`${id}.yaml`, startingFile(id)).problems, []);
    });
    test(`can be read with everything switched on: ${id.slice(0, 20)}`, () => {
      assert.deepEqual(loadSystem(`${id}.yaml`, switchedOn(startingFile(id))).problems, []);
    });
  }

  test('switches on a database, its runbook and severities', () => {
    const loaded = loadSystem('shop.yaml', switchedOn(startingFile('shop')));
    assert.ok('system' in loaded);
    assert.equal(loaded.system.runbooks.databaseIssues?.database, 'database');
    assert.equal(loaded.system.severities.P0?.label, 'Critical');
    assert.equal(loaded.system.stability?.window, 1_800_000);
  });

  test('is accepted by the schema it names, and fits on a screen and a half', () => {
    const accepts = new Ajv({ strictTypes: false }).compile(catalogueJsonSchema());
    assert.ok(accepts(readYaml(startingFile('shop')).value), JSON.stringify(accepts.errors));
    assert.ok(startingFile('shop').split('\n').length <= 75);
  });
});

describe('mayday init', () => {
  test('writes a file that validate has nothing against', async (t) => {
    const folder = path.join(await catalogueFolder(t, {}), 'systems');
    const { code, out, err } = await captured(['init', 'shop'], { MAYDAY_CATALOGUE: folder });
    const file = path.join(folder, 'shop.yaml');
    assert.equal(out, `${file} is written: fill in 1 to 3 of it.\n`);
    assert.equal(err, `Then "mayday validate ${file}", and "mayday systems show shop".\n`);
    assert.equal(code, 0);
    const validated = await captured(['validate', file], {});
    assert.match(validated.out, /^shop: nothing to complain about\.\n\d+ things are assumed/);
    assert.equal(validated.code, 0);
  });

  test('never overwrites', async (t) => {
    const folder = await catalogueFolder(t, { 'shop.yaml': 'mine' });
    const { code, err } = await captured(['init', 'shop'], { MAYDAY_CATALOGUE: folder });
    assert.match(err, /shop\.yaml is there already and is never overwritten\.\n$/);
    assert.equal(code, 1);
    assert.equal(await readFile(path.join(folder, 'shop.yaml'), 'utf8'), 'mine');
  });

  test('--stdout prints it and writes nothing', async (t) => {
    const folder = await catalogueFolder(t, { 'shop.yaml': 'mine' });
    const { code, out } = await captured(['init', 'shop', '--stdout'], { MAYDAY_CATALOGUE: folder });
    assert.equal(out, startingFile('shop'));
    assert.equal(code, 0);
    const { out: json } = await captured(['init', 'shop', '--stdout', '--json'], {});
    assert.deepEqual(JSON.parse(json), { system: 'shop', text: startingFile('shop') });
  });

  test('a bad id is told the rule, and one that fits', async () => {
    for (const [id, fitting] of [
      ['My Shop', 'my-shop'],
      ['2shops', 'shops'],
      ['../etc', 'etc'],
      [`a${'b'.repeat(80)}`, `a${'b'.repeat(62)}`],
    ] as const) {
      const { code, out, err } = await captured(['init', id], {});
      assert.match(
        err,
        /is no id of a system: it takes an id of lower-case letters, digits and "-", at most 63/,
      );
      assert.ok(err.includes(`for example "${fitting}"`), err);
      assert.equal(out, '');
      assert.equal(code, 2);
    }
  });

  test('a folder that cannot be written is one sentence', async (t) => {
    const folder = await catalogueFolder(t, {});
    const file = path.join(folder, 'a-file');
    await writeFile(file, '');
    const { code, err } = await captured(['init', 'shop'], { MAYDAY_CATALOGUE: path.join(file, 'systems') });
    assert.match(err, /cannot be written \(ENOTDIR\): MAYDAY_CATALOGUE names the folder\.\n$/);
    assert.equal(code, 1);
  });
});
