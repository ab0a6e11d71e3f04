import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

// All other boundaries are lint rules in biome.json; Biome's rule cannot tell types from values.
test('workflows import nothing but types from activities', async () => {
  for await (const file of glob('workflows/**/*.ts', { cwd: root })) {
    const text = await readFile(`${root}/${file}`, 'utf8');
    assert.deepEqual(valueImports(text), [], `${file} imports values from activities/`);
  }
});

test('an import of values is told from one of types', () => {
  const from = "from '../../activities/index.ts';";
  assert.equal(valueImports(`import type { Activities } ${from}`).length, 0);
  assert.equal(valueImports(`export type { Activities } ${from}`).length, 0);
  assert.equal(valueImports(`import { type A, createActivities } ${from}`).length, 1);
  assert.equal(valueImports(`import {\n  a,\n  b,\n} ${from}`).length, 1);
  assert.equal(valueImports(`export * ${from}`).length, 1);
  assert.equal(valueImports("import '../activities/index.ts';").length, 1);
  assert.equal(valueImports("await import('../activities/index.ts')").length, 1);
});

function valueImports(text: string): string[] {
  const statements =
    text.match(/^\s*(?:import|export)\b(?!\s*\()[^;]*?['"][^'"]+['"]|\bimport\(\s*['"][^'"]+['"]/gm) ?? [];
  return statements.filter(
    (statement) =>
      /['"](?:\.\.\/)+activities\//.test(statement) && !/^\s*(?:import|export) type\b/.test(statement),
  );
}
