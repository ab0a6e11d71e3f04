import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readHistories } from '../../../worker/replay/read-histories.ts';
import { mayday } from '../../harness/mayday-command.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'mayday-replay-'));
after(() => rm(folder, { recursive: true }));
const saved = fileURLToPath(new URL('../../replay/histories/0.1.0/', import.meta.url));

async function written(name: string, change: (text: string) => string): Promise<string> {
  const text = gunzipSync(await readFile(`${saved}cancelled.json.gz`)).toString('utf8');
  const file = path.join(folder, name);
  await writeFile(file, change(text));
  return file;
}

describe('mayday replay', () => {
  test('a run that would go on, and one that would not: a line each, the event and the command, exit code 1', async () => {
    const same = await written('same.json', (text) => text);
    const list = await written('ui.json', (text) => JSON.stringify(JSON.parse(text).events));
    const other = await written('other.json', (text) => text.replaceAll('"name":"admit"', '"name":"letIn"'));
    const { code, out, err } = await mayday(['replay', same, list, other]);
    assert.equal(code, 1, err);
    assert.match(out, /^✔ {2}\S+same\.json +databaseIssues, 111 events: goes on with this code$/m);
    assert.match(out, /^✔ {2}\S+ui\.json +databaseIssues, 111 events: goes on with this code$/m);
    assert.match(
      out,
      /^✖ {2}\S+other\.json +databaseIssues, 111 events\. Event \d+ schedules the activity letIn, where this code schedules admit\.$/m,
    );
    assert.match(err, /^1 of 3 would not go on with this code: put the change behind patched\(\)/);
  });

  test('what is no history is said with what to write instead', async () => {
    const { code, err } = await mayday(['replay']);
    assert.deepEqual([code, err], [2, 'It takes a FILE, a folder of them, --workflow-id ID or --open.\n']);
    await assert.rejects(
      readHistories([path.join(folder, 'none.json')]),
      /none\.json is not there: name a history's file/,
    );
    const text = await written('text.json', () => 'not JSON');
    await assert.rejects(readHistories([text]), /text\.json cannot be read as a history: /);
    const end = await written('end.json', (all) => JSON.stringify(JSON.parse(all).events.slice(3)));
    await assert.rejects(
      readHistories([end]),
      /end\.json is no history from its beginning: save one with temporal workflow show/,
    );
  });
});
