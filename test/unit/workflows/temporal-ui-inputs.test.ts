import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { readStart } from '../../../activities/catalogue/start-input.ts';
import { runbooks } from '../../../workflows/contract/runbooks.ts';

test('docs/temporal-ui.md has an input for every runbook that an incident can be started with', async () => {
  const text = await readFile(new URL('../../../docs/temporal-ui.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `(\w+)` \| `(\{.*\})` \|$/gm)];
  const inputs = new Map(rows.map(([, name = '', input = '']) => [name, JSON.parse(input) as unknown]));
  assert.deepEqual([...inputs.keys()].sort(), Object.keys(runbooks).sort());
  for (const input of inputs.values()) assert.equal(readStart(input, ['shop']).refused, undefined);
});
