import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { countLines, readResults, worthAnotherTry } from '../../harness/once-more.ts';

const files = {
  'passes.test.mjs': `test('fine', () => {}); test('later', { skip: 'not here' }, () => {});`,
  'fails.test.mjs': `describe('of two', () => { test('one', () => {}); test('two', () => { throw new Error(); }); });`,
  'dies.test.mjs': `test('fine', () => {}); test('ends the process', () => process.exit(3));`,
};

describe('a whole run', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mayday-once-more-'));
    for (const [name, text] of Object.entries(files)) {
      await writeFile(path.join(folder, name), `import { describe, test } from 'node:test';\n${text}\n`);
    }
  });
  after(() => rm(folder, { recursive: true }));

  async function ran(): Promise<string> {
    const lines = path.join(folder, 'results.jsonl');
    const reporter = new URL('../../harness/results-by-file.ts', import.meta.url).href;
    const to = [`--test-reporter=${reporter}`, `--test-reporter-destination=${lines}`, '--test-force-exit'];
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const child = spawn(process.execPath, ['--test', ...to, ...Object.keys(files)], { cwd: folder, env });
    await once(child, 'exit');
    return readFile(lines, 'utf8');
  }

  test('says of each file whether it failed, and what failed is worth another try', async () => {
    const results = readResults(await ran());
    assert.ok(results);
    const failed = (name: string) => results.get(path.join(folder, name))?.failed;
    assert.deepEqual(Object.keys(files).map(failed), [false, true, true]);
    assert.deepEqual(
      worthAnotherTry(results)
        .map((file) => path.basename(file))
        .sort(),
      ['dies.test.mjs', 'fails.test.mjs'],
    );
    assert.deepEqual(countLines(results, 1_234.5), [
      'ℹ tests 5',
      'ℹ suites 1',
      'ℹ pass 2',
      'ℹ fail 2',
      'ℹ cancelled 0',
      'ℹ skipped 1',
      'ℹ todo 0',
      'ℹ duration_ms 1235',
    ]);
  });

  test('whose results are cut short says nothing', async () => {
    assert.equal(readResults((await ran()).split('\n').slice(0, -2).join('\n')), undefined);
    assert.equal(readResults(''), undefined);
  });

  test('in which many files failed is not tried again', () => {
    const broken = [...'abcdefghijk'].map((file) => [file, { file, failed: true }] as const);
    assert.deepEqual(worthAnotherTry(new Map(broken)), []);
    assert.equal(worthAnotherTry(new Map(broken.slice(1))).length, 10);
  });
});
