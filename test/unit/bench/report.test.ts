import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { thisMachine } from '../../../bench/machine.ts';
import { allMeasures } from '../../../bench/measures.ts';
import { isWanted, pairsOf, readOptions } from '../../../bench/options.ts';
import { performancePage } from '../../../bench/page.ts';
import {
  hasAlready,
  missingFrom,
  ownName,
  type Result,
  readReport,
  withResult,
  writeReport,
} from '../../../bench/report.ts';
import { exact } from '../../../bench/statistics.ts';

const machine = thisMachine();
const result = (id: string, more: Partial<Result> = {}): Result => ({
  id,
  title: `Measure ${id}`,
  against: 'L1',
  profile: 'tuned',
  commit: '0123abcd',
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
    { name: 'rate', value: { estimate: 2.8, low: 2.6, high: 3.1 }, unit: '×', target: { atLeast: 3 } },
    { name: 'only told', value: exact(3), unit: 'MB' },
  ];
  const results = [result('B1', { rows, notes: ['A word on it.'] }), result('B2', { failed: 'It broke.' })];
  const page = performancePage({ machine, results });
  const line = (name: string) => page.split('\n').find((each) => each.includes(`| ${name} |`)) ?? '';
  assert.match(line('p50'), /≤ 1\.3× \| 1\.25× \(1\.2–1\.35\) .*\| met \|$/);
  assert.match(line('p99'), /\| not met \|$/);
  assert.match(line('rate'), /\| met within its interval, missed by the estimate \|$/);
  assert.match(line('only told'), /\| 3 MB \|.*\| {2}\|$/);
  assert.match(page, /did not come to its end/);
  assert.match(page, /commit 0123abcd\./);
  assert.match(page, /- B1: A word on it\./);
  assert.match(page, /bar \[0\.96, 1\.27, 1\.07\]/);
});

test('each measure has an id of its own, and the command line chooses among them', async () => {
  const ids = (await allMeasures()).map(({ id }) => id);
  assert.ok(ids.includes('B1'));
  assert.equal(new Set(ids).size, ids.length);
  const options = readOptions(['b1', '--quick', '--stock'], ids);
  assert.deepEqual([options.ids, options.profiles, options.name], [['B1'], ['stock'], 'quick']);
  assert.deepEqual(readOptions([], ids).profiles, ['tuned', 'stock']);
  assert.deepEqual(readOptions(['--tuned'], ids).profiles, ['tuned']);
});

test('the stock server is for what it makes slower, unless somebody names a measure', async () => {
  const on = async (words: string[]) => {
    const measures = await allMeasures();
    const known = measures.map(({ id }) => id);
    const options = readOptions(words, known);
    const [stocked, all] = [measures.filter((each) => isWanted(each, 'stock', options)), measures.length];
    return { stocked: stocked.map(({ id }) => id), all, options };
  };
  const { stocked, all, options } = await on([]);
  assert.ok(stocked.includes('B2') && stocked.length < all);
  assert.deepEqual((await on(['B2', 'B7'])).stocked, ['B2']);
  assert.deepEqual((await on(['B7', '--stock'])).stocked, ['B7']);
  assert.equal(pairsOf({ pairs: 9 }, 'tuned', options), 9);
  assert.equal(pairsOf({ pairs: 9 }, 'stock', options), 5);
  assert.equal(pairsOf({}, 'tuned', options), 5);
  assert.equal(pairsOf({ pairs: 9 }, 'stock', { ...options, pairs: 7 }), 7);
});

test('a result counts as taken only if it was of the same commit, as many pairs and as quick, and ended', () => {
  const wanted = { id: 'B1', profile: 'tuned', commit: '0123abcd', pairs: 5, quick: false } as const;
  const has = (more: Partial<Result>) => hasAlready({ machine, results: [result('B1', more)] }, wanted);
  assert.ok(has({}));
  for (const more of [
    { commit: '9999abcd' },
    { pairs: 4 },
    { quick: true },
    { failed: 'It broke.' },
    { profile: 'stock' as const },
  ])
    assert.ok(!has(more), JSON.stringify(more));
  const changed = { ...wanted, commit: '0123abcd and changes' };
  assert.ok(!hasAlready({ machine, results: [result('B1', { commit: changed.commit })] }, changed));
});

test('figures of another machine are left where they are', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-bench-'));
  t.after(() => rm(folder, { recursive: true }));
  assert.equal(await ownName(folder, 'latest', machine), 'latest');
  await writeReport(path.join(folder, 'latest.json'), { machine, results: [] });
  assert.equal(await ownName(folder, 'latest', machine), 'latest');
  const other = await ownName(folder, 'latest', { ...machine, cores: machine.cores + 1 });
  assert.match(other, /^latest-[\da-f]{6}$/);
});

test('a page of all lacks what was not taken, failed, or was a smoke', () => {
  const measures = [{ id: 'B1' }, { id: 'B2', stock: true as const }, { id: 'B3' }];
  const results = [result('B1'), result('B2', { failed: 'It broke.' }), result('B3', { quick: true })];
  assert.deepEqual(missingFrom({ machine, results }, measures), ['B2', 'B3', 'B2 on the stock server']);
  const all = [result('B1'), result('B2'), result('B3'), result('B2', { profile: 'stock' })];
  assert.deepEqual(missingFrom({ machine, results: all }, measures), []);
});
