import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { readServersConfig } from '../../../servers/config.ts';
import { find, type Recipe, ServerMissing, type Way } from '../../../servers/find.ts';

let scratch: string;
let said: string[];
const say = (line: string) => void said.push(line);

beforeEach(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'mayday-find-'));
  said = [];
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

const config = (env: NodeJS.ProcessEnv = {}) =>
  readServersConfig({ MAYDAY_CACHE_DIR: `${scratch}/cache`, PATH: `${scratch}/bin`, ...env });

async function program(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '#!/bin/sh\n');
  await chmod(file, 0o755);
  return file;
}

const way = (title: string, changes: Partial<Way> = {}): Way => ({
  title,
  lasts: 'a moment',
  closed: async () => undefined,
  make: async (folder) => void (await program(path.join(folder, 'thing'))),
  ...changes,
});

const thing: Recipe = {
  name: 'thing',
  title: 'Thing server',
  version: '1.2.3',
  addressVariable: 'MAYDAY_THING_ADDRESS',
  onPath: { command: 'thing', version: async () => '1.2.3' },
  program: 'thing',
  ways: [way('downloaded'), way('built with Go')],
  remedies: ['install Go 1.25 or newer (https://go.dev/dl)'],
};

describe('a server is found in one order, with one line on the choice', () => {
  test('an address in the environment comes before all else', async () => {
    await program(`${scratch}/bin/thing`);
    const found = await find(thing, { say, config: config({ MAYDAY_THING_ADDRESS: '127.0.0.1:7' }) });
    assert.deepEqual(said, ['Thing server: running, from MAYDAY_THING_ADDRESS']);
    assert.equal(found.kind === 'address' && found.address, '127.0.0.1:7');
  });

  test('a program on the PATH comes before the cache', async () => {
    const onPath = await program(`${scratch}/bin/thing`);
    await program(`${scratch}/cache/thing-1.2.3/thing`);
    const found = await find(thing, { say, config: config() });
    assert.equal(found.kind === 'program' && found.path, onPath);
    assert.deepEqual(said, [`Thing server 1.2.3: ${onPath}, from the PATH`]);
  });

  test('a program on the PATH of another version is used, and the line names its version', async () => {
    const onPath = await program(`${scratch}/bin/thing`);
    const other = { ...thing, onPath: { command: 'thing', version: async () => '2.0.0' } };
    await find(other, { say, config: config() });
    assert.deepEqual(said, [`Thing server 2.0.0 (pinned is 1.2.3): ${onPath}, from the PATH`]);
  });

  test('a program on the PATH that is of no use is passed over', async () => {
    await program(`${scratch}/bin/thing`);
    const broken: Recipe['onPath'] = {
      command: 'thing',
      version: () => Promise.reject(new Error('it has no server')),
    };
    const found = await find({ ...thing, onPath: broken }, { say, config: config() });
    assert.equal(found.kind === 'program' && found.path, `${scratch}/cache/thing-1.2.3/thing`);
  });

  test('the cache comes before getting it anew', async () => {
    const before = await program(`${scratch}/cache/thing-1.2.3/thing`);
    const found = await find(thing, { say, config: config() });
    assert.equal(found.kind === 'program' && found.path, before);
    assert.deepEqual(said, [`Thing server 1.2.3: ${scratch}/cache/thing-1.2.3, cached from before`]);
  });

  test('another version in the cache does not count', async () => {
    await program(`${scratch}/cache/thing-1.2.2/thing`);
    await find(thing, { say, config: config() });
    assert.match(said.at(-1) ?? '', /thing-1\.2\.3, downloaded$/);
  });

  test('where one way is closed or fails, the next one is taken, and it says how long that takes', async () => {
    const closed = way('downloaded', { closed: async () => 'the site cannot be reached' });
    const failing = way('fetched with Maven', { make: () => Promise.reject(new Error('no such artifact')) });
    const ways = [closed, failing, way('built with Go', { lasts: 'about 4 minutes, once' })];
    await find({ ...thing, ways }, { say, config: config() });
    assert.deepEqual(said, [
      'Thing server 1.2.3: being fetched with Maven, which takes a moment',
      'Thing server 1.2.3: being built with Go, which takes about 4 minutes, once',
      `Thing server 1.2.3: ${scratch}/cache/thing-1.2.3, built with Go`,
    ]);
  });
});

test('where nothing can be had, the message says what was tried, what to install and what to set', async () => {
  const ways = [
    way('downloaded', { closed: async () => 'the site cannot be reached (ENOTFOUND)' }),
    way('built with Go', { make: () => Promise.reject(new Error('disk full')) }),
  ];
  await assert.rejects(find({ ...thing, ways }, { say, config: config() }), (error: Error) => {
    assert.ok(error instanceof ServerMissing);
    assert.equal(
      error.message,
      'Thing server 1.2.3 is not to be had: no thing on the PATH; the site cannot be reached (ENOTFOUND); ' +
        'could not be built with Go: disk full. Do one of these: install Go 1.25 or newer (https://go.dev/dl); ' +
        'set MAYDAY_THING_ADDRESS to the address of a running one.',
    );
    return true;
  });
  assert.deepEqual(await readdir(`${scratch}/cache`), [], 'a failed build leaves nothing behind');
});

test('the cache is in MAYDAY_CACHE_DIR, else in XDG_CACHE_HOME, else in the home folder', () => {
  const cacheDir = (env: NodeJS.ProcessEnv) => readServersConfig(env).cacheDir;
  assert.equal(cacheDir({ MAYDAY_CACHE_DIR: '/a', XDG_CACHE_HOME: '/b' }), '/a');
  assert.equal(cacheDir({ XDG_CACHE_HOME: '/b' }), '/b/mayday');
  assert.match(cacheDir({}), /\/\.cache\/mayday$/);
});
