import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { thisMachine } from '../../../bench/machine.ts';
import { allMeasures } from '../../../bench/measures.ts';
import { readOptions } from '../../../bench/options.ts';
import { performancePage } from '../../../bench/page.ts';
import { type Result, readReport, withResult, writeReport } from '../../../bench/report.ts';
import { exact } from '../../../bench/statistics.ts';

const machine = thisMachine();
const result = (id: string, more: Partial<Result> = {}): Result => ({
  id,
  title: `Measure ${id}`,
  against: 'L1',
  profile: 'tuned',
  pairs: 5,
  quick: false,
  dynamicConfig: [],
  began: '2026-11-22T18:00:00.000Z',
  seconds: 10,
  load: { before: 0.1, after: 1 },
  ...more,
});

test('a measure takes the place of its earlier result on the same server, and only of that', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-bench-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'results', 'r.json');
  let report = await readReport(file, machine);
  for (const each of [
    result('B10'),
    result('B2', { profile: 'stock' }),
    result('B2'),
    result('B2', { pairs: 7 }),
  ])
    report = withResult(report, each);
  await writeReport(file, report);
  assert.deepEqual(
    (await readReport(file, machine)).results.map(({ id, profile, pairs }) => [id, profile, pairs]),
    [
      ['B2', 'tuned', 7],
      ['B10', 'tuned', 5],
      ['B2', 'stock', 5],
    ],
  );
  assert.deepEqual((await readReport(file, { ...machine, cores: machine.cores + 1 })).results, []);
});

test('the page says what is met, what is not, and what did not come to its end', () => {
  const rows = [
    { name: 'p50', value: { estimate: 1.25, low: 1.2, high: 1.35 }, unit: '×', target: { atMost: 1.3 } },
    { name: 'p99', value: { estimate: 1.9, low: 1.8, high: 2 }, unit: '×', target: { atMost: 1.5 } },
    { name: 'only told', value: exact(3), unit: 'MB' },
  ];
  const results = [result('B1', { rows, notes: ['A word on it.'] }), result('B2', { failed: 'It broke.' })];
  const page = performancePage({ machine, results });
  const line = (name: string) => page.split('\n').find((each) => each.includes(`| ${name} |`)) ?? '';
  assert.match(line('p50'), /≤ 1\.3× \| 1\.25× \(1\.2–1\.35\) .*\| met \|$/);
  assert.match(line('p99'), /\| not met \|$/);
  assert.match(line('only told'), /\| 3 MB \|.*\| {2}\|$/);
  assert.match(page, /did not come to its end/);
  assert.match(page, /- B1: A word on it\./);
  assert.match(page, /bar \[0\.96, 1\.27\]/);
});

test('each measure has an id of its own, and the command line chooses among them', async () => {
  const ids = (await allMeasures()).map(({ id }) => id);
  assert.ok(ids.includes('B1'));
  assert.equal(new Set(ids).size, ids.length);
  const options = readOptions(['b1', '--quick', '--stock', '--tuned'], ids);
  assert.deepEqual(
    [options.ids, options.pairs, options.profiles, options.name],
    [['B1'], 2, ['tuned', 'stock'], 'quick'],
  );
  assert.deepEqual(readOptions([], ids).profiles, ['tuned']);
});
