import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { courseOf } from '../../../archive/course.ts';
import { measure } from '../../../archive/measures.ts';
import { reportCsv } from '../../../archive/measures-csv.ts';
import { overTime } from '../../../archive/over-time.ts';
import { severities } from '../../../workflows/contract/profile.ts';
import { randomSeed, runsOr } from '../../harness/config.ts';
import { type Case, measuredRecord } from './measured-record.ts';

const seed = randomSeed();
test.before(() => console.log(`FC_SEED=${seed}`));

const first = Date.parse('2026-01-01T00:00:00Z');
const cases: fc.Arbitrary<Case & { ended: number }> = fc.record({
  system: fc.constantFrom('demo', 'shop'),
  severity: fc.constantFrom(...severities),
  runbook: fc.constantFrom('databaseIssues', 'highErrorRate'),
  mode: fc.constantFrom('live' as const, 'live' as const, 'dry-run' as const, 'shadow' as const),
  phase: fc.constantFrom('resolved' as const, 'resolved' as const, 'cancelled' as const),
  as: fc.constantFrom('fixed' as const, 'fixed' as const, 'false alarm' as const, 'duplicate' as const),
  openedAt: fc.integer({ min: 0, max: 300 * 86_400 }).map((s) => new Date(first + s * 1_000).toISOString()),
  acknowledged: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
  ended: fc.integer({ min: 60, max: 9_000 }),
  targets: fc.record({
    response: fc.integer({ min: 1, max: 900 }),
    resolution: fc.integer({ min: 60, max: 5_000 }),
  }),
});

test('the report is what somebody counts by hand', () => {
  fc.assert(
    fc.property(fc.array(cases, { maxLength: 40 }), (given) => {
      const { rows, total } = measure(given.map(measuredRecord));
      const live = given.filter(({ mode }) => mode === 'live');
      const isApart = ({ phase, as }: Case) => phase === 'resolved' && as !== 'fixed';
      const real = live.filter((each) => !isApart(each));
      const resolved = real.filter(({ phase }) => phase === 'resolved').map(({ ended }) => ended);
      const acknowledged = real.flatMap((each) => each.acknowledged ?? []);
      assert.equal(total.incidents, real.length);
      assert.equal(total.falseAlarms + total.duplicates, live.filter(isApart).length);
      assert.deepEqual(total.resolved, byHand(resolved));
      assert.deepEqual(total.acknowledged, byHand(acknowledged));
      const answered = real.filter(
        (each) => (each.acknowledged ?? each.ended) <= (each.targets?.response ?? 0),
      );
      assert.deepEqual(total.response, { met: answered.length, of: real.length });
      const inTime = real.filter(
        (each) => each.phase === 'resolved' && each.ended <= (each.targets?.resolution ?? 0),
      );
      assert.equal(total.resolution.met, inTime.length);
      const all = real.reduce((sum, { ended }) => sum + ended * 1_000, 0);
      assert.equal(total.people + total.machine, all, 'all time is somebody’s');
      for (const key of [
        'incidents',
        'falseAlarms',
        'duplicates',
        'notResolved',
        'people',
        'machine',
      ] as const) {
        assert.equal(
          rows.reduce((sum, row) => sum + row[key], 0),
          total[key],
          `the rows add up: ${key}`,
        );
      }
    }),
    { seed, numRuns: runsOr(300) },
  );
});

test('every real incident of a period is in one interval, and those follow each other', () => {
  fc.assert(
    fc.property(fc.array(cases, { maxLength: 30 }), fc.integer({ min: 1, max: 2_000 }), (given, days) => {
      const [from, to] = [first, first + days * 86_400_000];
      const courses = given
        .map((each) => courseOf(measuredRecord(each)))
        .filter(({ openedAt }) => Date.parse(openedAt) < to);
      const { intervals } = overTime(courses, from, to);
      const counted = intervals.reduce((sum, each) => sum + each.courses.length, 0);
      assert.equal(counted, courses.filter(({ mode }) => mode === 'live').length);
      assert.ok(intervals.length > 0 && intervals.length <= 123, `${intervals.length} intervals`);
      for (const [i, each] of intervals.entries())
        assert.ok(i === 0 || each.from > (intervals[i - 1]?.from ?? 0));
      assert.ok((intervals[0]?.from ?? to) <= from);
    }),
    { seed, numRuns: runsOr(300) },
  );
});

test('the CSV reads back as it was written, whatever the names are; nothing in it is a formula', () => {
  const [row] = measure([measuredRecord({ acknowledged: 60 })]).rows;
  assert.ok(row);
  const nasty = fc.oneof(
    fc.string(),
    fc.constantFrom('=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', 'a,b', 'a"b', 'a\r\nb', '"', "'"),
  );
  fc.assert(
    fc.property(nasty, nasty, nasty, (system, label, runbook) => {
      const lines = parsed(reportCsv({ ...measure([]), rows: [{ ...row, system, label, runbook }, row] }));
      const [head, one, two, ...more] = lines;
      assert.deepEqual(more, []);
      assert.deepEqual(head?.slice(0, 5), ['system', 'severity', 'label', 'runbook', 'incidents']);
      assert.deepEqual([one?.[0], one?.[2], one?.[3]], [system, label, runbook].map(marked));
      assert.deepEqual(one?.slice(4), two?.slice(4));
      for (const cell of one ?? []) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
      const name = (column: string) => two?.[head?.indexOf(column) ?? -1];
      assert.deepEqual(
        [name('incidents'), name('acknowledged_mean_s'), name('resolved_mean_s')],
        ['1', '60', '600'],
      );
    }),
    { seed, numRuns: runsOr(500) },
  );
});

/** Of lengths in s: count, and median and mean in ms. */
function byHand(lengths: readonly number[]) {
  const sorted = lengths.toSorted((a, b) => a - b);
  const n = sorted.length;
  if (n === 0) return { count: 0, median: null, mean: null };
  const median = ((sorted[Math.ceil(n / 2) - 1] ?? 0) + (sorted[Math.floor(n / 2)] ?? 0)) / 2;
  const mean = sorted.reduce((a, b) => a + b, 0) / n;
  return { count: n, median: Math.round(median * 1_000), mean: Math.round(mean * 1_000) };
}

/** What would be a formula has a quote before it. */
function marked(name: string): string {
  return ['=', '+', '-', '@', '\t', '\r'].some((start) => name.startsWith(start)) ? `'${name}` : name;
}

/** RFC 4180. */
function parsed(csv: string): string[][] {
  const lines: string[][] = [[]];
  const cells = csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n|$)/g);
  for (const [, quoted, bare, end] of cells) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === '\r\n') lines.push([]);
    if (end === '') break;
  }
  return lines;
}
