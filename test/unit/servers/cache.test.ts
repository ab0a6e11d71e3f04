import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cachedOrMade } from '../../../servers/cache.ts';
import { run, until } from '../../../servers/process.ts';

const maker = fileURLToPath(new URL('./cache-maker.ts', import.meta.url));
let scratch: string;
let cacheDir: string;
let log: string;

beforeEach(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'mayday-cache-'));
  cacheDir = path.join(scratch, 'cache');
  log = path.join(scratch, 'log');
  await mkdir(cacheDir);
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

const make = (time: number) =>
  run(process.execPath, [maker, cacheDir, log, String(time)], { timeoutMs: 20_000 });
const lockFile = () => path.join(cacheDir, 'thing-1.lock');
const quick = (partial: string) => writeFile(path.join(partial, 'whole'), 'yes');

test('two processes that make the same thing at once make it once, and the second one waits', async () => {
  const outputs = await Promise.all([make(400), make(400)]);
  assert.equal(await readFile(log, 'utf8'), 'made\n');
  assert.equal(outputs.filter((output) => output.includes('waited')).length, 1);
  for (const output of outputs) assert.match(output, /thing-1\n$/);
  assert.deepEqual(await readdir(cacheDir), ['thing-1']);
});

test('a process killed while making leaves nothing that counts as made, and the next one takes over at once', async () => {
  const killed = spawn(process.execPath, [maker, cacheDir, log, '60000'], { stdio: 'ignore' });
  await until(() => access(log), { deadlineMs: 10_000 });
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  await until(async () => assert.deepEqual(await readdir(cacheDir), ['thing-1.lock']), { deadlineMs: 8_000 });
  const began = Date.now();
  assert.match(await make(10), /thing-1\n$/);
  assert.ok(Date.now() - began < 10_000);
  assert.equal(await readFile(log, 'utf8'), 'made\nmade\n');
});

test('many processes that find a stale lock make the thing once', async () => {
  await writeFile(lockFile(), '999999999 gone');
  await Promise.all([make(200), make(200), make(200)]);
  assert.equal(await readFile(log, 'utf8'), 'made\n');
});

test('a lock whose process number was given to another process is stale after a minute of silence', async () => {
  await writeFile(lockFile(), `${process.pid} reused`);
  const longAgo = new Date(Date.now() - 120_000);
  await utimes(lockFile(), longAgo, longAgo);
  await cachedOrMade(cacheDir, 'thing-1', { make: quick });
  assert.deepEqual(await readdir(cacheDir), ['thing-1']);
});

test('what making throws is passed on, nothing is kept, and the next try is free', async () => {
  await assert.rejects(
    cachedOrMade(cacheDir, 'thing-1', {
      make: async (partial) => {
        await quick(partial);
        throw new Error('half way');
      },
    }),
    /half way/,
  );
  assert.deepEqual(await readdir(cacheDir), []);
  await cachedOrMade(cacheDir, 'thing-1', { make: quick });
});
