import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findOnce } from '../../../servers/find.ts';
import { run } from '../../../servers/process.ts';
import { promtoolRecipe } from '../../../servers/promtool.ts';
import { alertRules } from '../../harness/monitoring.ts';
import { unavailable } from '../../harness/servers.ts';

const folder = fileURLToPath(new URL('../../../deploy/monitoring/', import.meta.url));

async function promtool(...words: string[]): Promise<string> {
  const found = await findOnce(promtoolRecipe);
  assert.ok(found.kind === 'program');
  return await run(found.path, words, { timeoutMs: 60_000, cwd: folder });
}

describe('The rules of deploy/monitoring', { skip: await unavailable('promtool') }, () => {
  test('promtool understands them, and the configuration around them', async () => {
    assert.match(await promtool('check', 'rules', 'mayday-rules.yml'), /SUCCESS: \d+ rules found/);
    assert.match(await promtool('check', 'config', 'prometheus.yml'), /SUCCESS: prometheus\.yml is valid/);
  });

  test('they fire when they should, by their own tests', async () => {
    assert.match(await promtool('test', 'rules', 'mayday-rules.test.yml'), /SUCCESS/);
  });

  test('each says what is wrong, how urgent it is, and where its part of the docs is', () => {
    const docs = readFileSync(new URL('../../../docs/observability.md', import.meta.url), 'utf8');
    for (const { alert, labels, annotations } of alertRules()) {
      assert.match(labels?.severity ?? '', /^(critical|warning)$/, alert);
      assert.ok(annotations?.summary && annotations.description, alert);
      assert.equal(annotations.runbook_url, `docs/observability.md#${alert.toLowerCase()}`);
      assert.ok(docs.includes(`\n### ${alert}\n`), `docs/observability.md has a part ${alert}`);
    }
  });
});
