import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { folderArchive } from '../../../activities/archive/folder-archive.ts';
import { incidentName } from '../../../workflows/contract/keys.ts';
import { madeRecord } from './record.ts';

const { keyId } = madeRecord();
const record = { ...madeRecord(), incident: incidentName(keyId) };

function kept(t: TestContext) {
  const folder = mkdtempSync(path.join(tmpdir(), 'mayday-closed-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const problems: string[] = [];
  const archive = folderArchive(folder, (problem) => problems.push(problem));
  const file = (name: string) => path.join(folder, `${record.incident}-0198f1c2`, name);
  return { archive, file, problems };
}

test('what is kept is found by its key id; what is not kept is not there, and no problem', async (t) => {
  const { archive, problems } = kept(t);
  assert.equal(await archive.find(keyId), undefined);
  await archive.keep(record, 'so far', '');
  assert.deepEqual(await archive.find(keyId), { record, closedRun: undefined });
  assert.deepEqual(problems, []);
});

test('closing replaces the history alone, and remembers the run it is of', async (t) => {
  const { archive, file } = kept(t);
  await archive.keep(record, 'so far', 'post-mortem');
  await archive.close(keyId, 'run-1', 'whole');
  assert.deepEqual(
    ['history.json', 'post-mortem.md'].map((name) => readFileSync(file(name), 'utf8')),
    ['whole', 'post-mortem'],
  );
  assert.deepEqual(await archive.find(keyId), { record, closedRun: 'run-1' });
  assert.deepEqual(await archive.list(), [record]);
});

test('what cannot be read counts as not there, so that it is kept anew; it is reported', async (t) => {
  const { archive, file, problems } = kept(t);
  await archive.keep(record, '', '');
  await archive.close(keyId, 'run-1', '');
  writeFileSync(file('closed.json'), '{');
  assert.equal((await archive.find(keyId))?.closedRun, undefined);
  writeFileSync(file('record.json'), '{');
  assert.equal(await archive.find(keyId), undefined);
  assert.equal(problems.length, 2);
});
