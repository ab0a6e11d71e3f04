import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { startingFile } from '../../../systems/starting-file.ts';
import { captured } from './captured.ts';
import { catalogueFolder } from './catalogue-folder.ts';

const page = readFileSync(new URL('../../../docs/your-own-system.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```(?<kind>\w*)\n(?<text>[\s\S]*?)^```/gm)].map(({ groups }) => groups);
const alert = blocks.find((block) => block?.kind === 'json')?.text ?? '';

test('docs/your-own-system.md shows what validate, systems show and route really say', async (t) => {
  const system = startingFile('my-shop').replace('  me: {}', '  ana: {}').replaceAll('[me]', '[ana]');
  const folder = await catalogueFolder(t, { 'my-shop.yaml': system, 'alert.json': alert });
  const env = { MAYDAY_CATALOGUE: folder };
  for (const words of [
    ['validate', path.join(folder, 'my-shop.yaml')],
    ['systems', 'show', 'my-shop'],
    ['route', path.join(folder, 'alert.json')],
  ]) {
    const { code, out } = await captured(words, env);
    assert.equal(code, 0);
    const shown = blocks.find((block) => sharesLine(block?.text, out));
    assert.ok(shown, `the page shows nothing of what ${words[0]} says:\n${out}`);
    for (const line of lines(shown.text)) assert.ok(out.includes(line), `${words[0]} does not say: ${line}`);
  }
});

function lines(text = ''): string[] {
  return text.split('\n').filter((line) => line.trim() !== '' && line.trim() !== '…');
}

function sharesLine(text: string | undefined, out: string): boolean {
  return lines(text).some((line) => line.length > 20 && out.includes(line));
}
