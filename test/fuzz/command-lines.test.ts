import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { captured } from '../unit/cli/captured.ts';
import { commandLine } from './inputs/command-lines.ts';
import { assertSentence, tries } from './tries.ts';

// Nothing listens there, so that no message gets anywhere: whatever is typed, it is answered from here.
const TEMPORAL_ADDRESS = '127.0.0.1:1';
const mayWrite = ['init', 'keygen'];

test('what was typed is repeated in a line that ends', async () => {
  const { code, err } = await captured(['list', `\u001b[2J${'x'.repeat(9_000)}`], { TEMPORAL_ADDRESS });
  assert.equal(code, 2);
  assert.match(err, /^too many arguments for 'list'\. Expected 0 arguments but got 1: {2}\[2Jx+…\n$/);
  assert.ok(err.length < 2_100);
});

test('whatever is typed after mayday ends with 0, 1 or 2 and a sentence', async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-fuzz-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const systems = path.join(folder, 'systems');
  await mkdir(systems);
  await cp(new URL('../../systems/demo.yaml', import.meta.url), path.join(systems, 'demo.yaml'));
  const env = {
    TEMPORAL_ADDRESS,
    MAYDAY_CATALOGUE: systems,
    MAYDAY_KEYS_DIR: path.join(folder, 'keys'),
    MAYDAY_ARCHIVE_DIR: path.join(folder, 'archive'),
  };
  const here = process.cwd();
  context.after(() => process.chdir(here));
  process.chdir(folder);
  const before = await readdir(folder, { recursive: true });
  const ended = new Map<number, number>();
  const show = (words: string[]) => JSON.stringify(words);
  await tries(context, commandLine, { enough: 60, show }, async (words) => {
    if (mayWrite.includes(words[0] ?? '') && !words.includes('--help')) return;
    const { code, out, err } = await captured(words, env);
    ended.set(Number(code), (ended.get(Number(code)) ?? 0) + 1);
    assert.ok([0, 1, 2].includes(Number(code)), `it ended with ${code}`);
    assert.doesNotMatch(out + err, /\n\s+at \S+ \(|TypeError|RangeError/);
    if (code === 0 || code === null) return;
    const said = err.trim();
    assertSentence(said, 2_200);
    if (words.includes('--json') && said.startsWith('{')) assert.ok(JSON.parse(said).error);
  });
  assert.deepEqual(await readdir(folder, { recursive: true }), before, 'nothing was written');
  context.diagnostic([...ended].map(([code, times]) => `ended with ${code}: ${times}`).join(', '));
});
