import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { type Loaded, loadSystem } from '../../systems/load.ts';
import { offeredRunbooks } from '../../systems/offered-runbooks.ts';
import { openCatalogue } from '../../systems/open-catalogue.ts';
import { profileOf } from '../../systems/profile.ts';
import { bombs, catalogueFile } from './inputs/catalogue-files.ts';
import { assertSentence, tries, within } from './tries.ts';

const openedAt = new Date('2026-11-21T03:00:00Z');

/** Problems are a readable list of places; what loads without any makes profiles. */
function assertTold(loaded: Loaded): void {
  if (!('system' in loaded)) {
    const { problems } = loaded;
    assert.ok(problems.length > 0 && problems.length <= 101, `${problems.length} problems`);
    for (const problem of problems) {
      assert.match(problem, /^a\.yaml:\d+: [^\n]+$/);
      assertSentence(problem, 2_400);
    }
    return;
  }
  for (const runbook of offeredRunbooks(loaded.system)) {
    const profile = profileOf(loaded.system, loaded.hash, runbook, openedAt);
    assert.ok(JSON.stringify(profile).isWellFormed());
  }
}

test('whatever a file says is told by line, or loads and makes profiles', async (context) => {
  const builtIn = Object.getOwnPropertyNames(Object.prototype).length;
  let loaded = 0;
  await tries(context, catalogueFile, { enough: 300 }, (text) => {
    const read = loadSystem('a.yaml', text.replace(/^system: .*$/m, 'system: a'));
    if ('system' in read) loaded += 1;
    assertTold(read);
    assert.equal(Object.getOwnPropertyNames(Object.prototype).length, builtIn);
  });
  context.diagnostic(`${loaded} loaded`);
});

for (const [title, text] of Object.entries(bombs))
  test(`a file of ${title} is read within seconds`, () => {
    within(8, () => assertTold(loadSystem('a.yaml', text)));
  });

test('what nobody can see in a text is told where it stands', () => {
  for (const unseen of ['a\\0b', '\\x07', '\\e[2J', '\\ud83d']) {
    const { problems } = loadSystem('a.yaml', `system: a\ntitle: "A${unseen}"\n`);
    assert.deepEqual(problems, ['a.yaml:2: title: found a character that nobody can see, expected text']);
  }
  assert.deepEqual(loadSystem('a.yaml', 'system: a\ntitle: "A\\tB\\n🚨"\n').problems, []);
});

test('a pipe and a file of a terabyte among the files are told without being read', (context) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mayday-fuzz-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync('mkfifo', [path.join(folder, 'pipe.yaml')]);
  writeFileSync(path.join(folder, 'vast.yaml'), 'system: vast\n');
  truncateSync(path.join(folder, 'vast.yaml'), 2 ** 40);
  assert.deepEqual(openCatalogue(folder).problems(), [
    'pipe.yaml: cannot be read (it is no file)',
    `vast.yaml:1: found ${2 ** 40} bytes, expected at most ${2 ** 20}`,
  ]);
});
