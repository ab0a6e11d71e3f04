import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { folderArchive } from '../../../activities/archive/folder-archive.ts';
import { madeRecord } from './record.ts';

const root = mkdtempSync(path.join(tmpdir(), 'mayday-archive-'));
after(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = () => path.join(root, String(++folders));

test('an incident is kept as record, history and post-mortem, and its post-mortem is where it says', async () => {
  const folder = newFolder();
  const place = await folderArchive(folder).keep(madeRecord(), '{"events":[]}', '# Post-mortem\n');
  assert.equal(place, path.join(folder, 'INC-7K3FQ2-0198f1c2', 'post-mortem.md'));
  assert.equal(readFileSync(place, 'utf8'), '# Post-mortem\n');
  assert.equal(readFileSync(path.join(path.dirname(place), 'history.json'), 'utf8'), '{"events":[]}');
  assert.deepEqual(readdirSync(path.dirname(place)).sort(), [
    'history.json',
    'post-mortem.md',
    'record.json',
  ]);
  assert.deepEqual(await folderArchive(folder).list(), [madeRecord()]);
});

test('keeping the same incident again replaces it and clears what killed attempts left', async () => {
  const folder = newFolder();
  const archive = folderArchive(folder);
  const place = await archive.keep(madeRecord(), 'old', 'old');
  writeFileSync(path.join(path.dirname(place), '.partial-record.json-killed'), '{"half');
  await archive.keep({ ...madeRecord(), summary: 'new' }, 'new', 'new');
  assert.equal(readFileSync(place, 'utf8'), 'new');
  assert.deepEqual(
    (await archive.list()).map(({ summary }) => summary),
    ['new'],
  );
  assert.equal(readdirSync(path.dirname(place)).length, 3);
});

test('the list is newest first; what cannot be read is reported and hides nothing else', async () => {
  const folder = newFolder();
  const problems: string[] = [];
  const archive = folderArchive(folder, (problem) => problems.push(problem));
  const day = (n: number) => ({
    ...madeRecord(),
    keyId: `key-${n}`,
    openedAt: `2026-11-2${n}T00:00:00.000Z`,
  });
  for (const n of [1, 3, 2]) await archive.keep({ ...day(n), incident: `INC-${n}` }, '', '');
  const broken = { 'INC-half': '{"incident": "INC', 'INC-foreign': '{"a":1}', 'INC-nothing': 'null' };
  for (const [name, text] of Object.entries(broken)) {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, 'record.json'), text);
  }
  mkdirSync(path.join(folder, 'INC-interrupted'));
  mkdirSync(path.join(folder, 'tickets'));
  writeFileSync(path.join(folder, 'a stray file'), '');
  assert.deepEqual(
    (await archive.list()).map(({ incident }) => incident),
    ['INC-3', 'INC-2', 'INC-1'],
  );
  assert.deepEqual(problems.map((problem) => problem.split('/')[0]).sort(), [
    'INC-foreign',
    'INC-half',
    'INC-interrupted',
    'INC-nothing',
  ]);
});

test('an archive that does not exist yet holds nothing', async () => {
  assert.deepEqual(await folderArchive(newFolder()).list(), []);
});

test('a key id or name with path characters stays inside the folder', async () => {
  const folder = newFolder();
  const place = await folderArchive(folder).keep(
    { ...madeRecord(), keyId: '../../etc', incident: '../INC' },
    '',
    '',
  );
  assert.ok(place.startsWith(`${folder}${path.sep}`));
});

test('killed at any moment, every file is whole', { timeout: 60_000 }, async () => {
  const folder = newFolder();
  const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  const program = `
    import { folderArchive } from ${module('../../../activities/archive/folder-archive.ts')};
    import { madeRecord } from ${module('./record.ts')};
    const archive = folderArchive(${JSON.stringify(folder)});
    console.log('ready');
    for (let i = 0; ; i += 1) {
      const text = String(i % 10).repeat(500_000);
      await archive.keep({ ...madeRecord(), summary: text }, text, text);
    }`;
  for (let round = 0; round < 5; round += 1) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await delay(30 + Math.random() * 100);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const place = path.join(folder, 'INC-7K3FQ2-0198f1c2');
    for (const name of ['history.json', 'post-mortem.md']) {
      const file = path.join(place, name);
      if (!existsSync(file)) continue;
      assert.match(readFileSync(file, 'utf8'), /^(\d)\1{499999}$/);
    }
    if (existsSync(path.join(place, 'record.json'))) {
      assert.equal((await folderArchive(folder).list())[0]?.summary.length, 500_000);
    }
  }
});
