import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { changes } from '../../../docs/generate/effects.ts';
import { hazards } from '../../../docs/generate/hazards.ts';
import { killPoints, killRows } from '../../../docs/generate/kills.ts';
import { project, readSystems } from '../../../docs/generate/sources.ts';

const automated = readSystems().flatMap(({ id, system }) =>
  Object.entries(system.mitigations).flatMap(([name, entry]) =>
    entry.action !== 'bundle' ? [{ id, name, action: entry.action }] : [],
  ),
);

test('every action that Mayday carries out has its guarantee', () => {
  for (const action of new Set(automated.map((each) => each.action))) {
    assert.ok(
      changes.some(({ effect }) => effect.includes(`\`${action}\``)),
      action,
    );
  }
});

test('every mitigation of the demo is killed at every point', () => {
  const demo = automated.filter(({ id }) => id === 'demo').map(({ name }) => name);
  assert.ok(demo.length > 0);
  for (const name of demo) {
    const points = killRows.filter(({ mitigation }) => mitigation === name).map(({ point }) => point);
    assert.deepEqual(points, [...killPoints], name);
  }
});

test('no kill leaves anything undone, or done twice', () => {
  assert.deepEqual(
    killRows.filter(({ inTheEnd, record }) => inTheEnd !== 'once' || record !== 'done, once'),
    [],
  );
});

for (const { line, danger, shown } of hazards) {
  test(`${line || '″'}, ${danger}: the tests that show it are there`, () => {
    assert.ok(Object.keys(shown).length > 0);
    for (const [file, names] of Object.entries(shown)) {
      const place = path.join(project, 'test', file);
      assert.ok(existsSync(place), file);
      const text = readFileSync(place, 'utf8');
      for (const name of names) assert.ok(text.includes(name), `${file} has no test "${name}"`);
    }
  });
}
