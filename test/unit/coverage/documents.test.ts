import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { oneLine } from '../../../docs/generate/coverage-file.ts';
import { project, readCoverage } from '../../../docs/generate/sources.ts';
import { bareNumbers, type Document, namesIn, takeApart } from './document.ts';

const folder = path.join(project, '../shared/seeds');

for (const { system, document, facts, commands } of readCoverage()) {
  const file = path.join(folder, document);
  const read = (t: TestContext): Document | undefined => {
    if (existsSync(file)) return takeApart(readFileSync(file, 'utf8'));
    t.skip(`${document} is not beside the project, so nothing is compared with it`);
    return undefined;
  };

  test(`${system}: all that its list says is in the document`, (t) => {
    const whole = read(t);
    if (!whole) return;
    const said = [...facts.map(({ says }) => says), ...commands.map(({ command }) => command)];
    assert.deepEqual(
      said.filter((piece) => !whole.text.includes(oneLine(piece))),
      [],
    );
  });

  test(`${system}: every command of the document is in its list, once a section`, (t) => {
    const whole = read(t);
    if (!whole) return;
    const missing = [...Map.groupBy(whole.commands, ({ command }) => command)].flatMap(([command, found]) => {
      const sections = new Set(found.map(({ section }) => section));
      const rows = commands.filter((row) => row.command === command).length;
      return rows < sections.size ? [`${command}: ${rows} of ${[...sections].join('; ')}`] : [];
    });
    assert.deepEqual(missing, []);
    assert.deepEqual(
      whole.inline.filter((begun) => !commands.some(({ command }) => command.startsWith(begun))),
      [],
    );
    t.diagnostic(`${whole.commands.length} commands in bash blocks, ${commands.length} rows`);
  });

  test(`${system}: every name of the document is in its list`, (t) => {
    const whole = read(t);
    if (!whole) return;
    assert.deepEqual(
      namesIn(whole).filter((name) => !facts.some(({ says }) => says.includes(name))),
      [],
    );
  });

  test(`${system}: every number of the document's prose is in its list`, (t) => {
    const whole = read(t);
    if (!whole) return;
    const pieces = [...facts.map(({ says }) => says), ...commands.map(({ command }) => command)];
    assert.deepEqual(bareNumbers(whole.prose, pieces), []);
  });
}
