import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Excerpt {
  page: string;
  file: string;
  lines: string[];
}

/** Blocks of the docs whose first line names a file: "```ts workflows/high-memory.ts". */
async function excerpts(): Promise<Excerpt[]> {
  const found: Excerpt[] = [];
  for await (const page of glob('docs/*.md', { cwd: root })) {
    const text = await readFile(`${root}/${page}`, 'utf8');
    for (const [, file = '', body = ''] of text.matchAll(/^```ts (\S+)\n(.*?)^```$/gms)) {
      found.push({ page, file, lines: body.trimEnd().split('\n') });
    }
  }
  return found;
}

/** Whether the lines stand in the text in this order, one after the other unless `…` stands between. */
function standsIn(lines: readonly string[], text: readonly string[]): boolean {
  const [first = [], ...rest] = lines
    .join('\n')
    .split(/^\s*…\s*$/m)
    .map((part) => part.replace(/^\n|\n$/g, '').split('\n'));
  for (let at = 0; at < text.length; at += 1) {
    if (!first.every((line, i) => text[at + i] === line)) continue;
    if (rest.length === 0) return true;
    const after = text.slice(at + first.length);
    return standsIn(
      rest.flatMap((part, i) => (i === 0 ? part : ['…', ...part])),
      after,
    );
  }
  return false;
}

test('each excerpt of the docs stands in the file that it names', async () => {
  const found = await excerpts();
  assert.ok(found.some(({ page }) => page.endsWith('extending.md')));
  for (const { page, file, lines } of found) {
    const text = (await readFile(`${root}/${file}`, 'utf8')).split('\n');
    assert.ok(standsIn(lines, text), `${page} quotes ${file}, which does not have:\n${lines.join('\n')}`);
  }
});

test('an excerpt that differs in a line, or in order, is found', () => {
  const text = ['a', 'b', 'c', 'd'];
  assert.ok(standsIn(['b', 'c'], text));
  assert.ok(standsIn(['a', '  …', 'd'], text));
  assert.ok(!standsIn(['a', 'c'], text));
  assert.ok(!standsIn(['c', '…', 'a'], text));
  assert.ok(!standsIn(['b', 'C'], text));
});
