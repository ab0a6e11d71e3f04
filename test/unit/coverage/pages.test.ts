import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pages } from '../../../docs/generate/pages.ts';
import { project } from '../../../docs/generate/sources.ts';

for (const [file, text] of Object.entries(pages())) {
  test(`${file} is what the catalogue says now`, () => {
    const written = readFileSync(path.join(project, file), 'utf8');
    assert.ok(written === text, `${file} is out of date: npm run docs`);
  });
}
