import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueOf, timeOf } from '../../../workflows/cockpit/times.ts';

const seen = '2026-01-02T03:12:00.000Z';

test('what is due says when, and how much is left in two units at most', () => {
  const left: [string, string][] = [
    ['2026-01-02T03:12:07.200Z', '03:12:07 UTC (8 s left)'],
    ['2026-01-02T03:21:30.000Z', '03:21:30 UTC (9 min 30 s left)'],
    ['2026-01-02T05:12:00.000Z', '05:12:00 UTC (2 h left)'],
    ['2026-01-05T07:13:00.000Z', '2026-01-05 07:13:00 UTC (3 d 4 h left)'],
    ['2026-01-02T03:11:59.000Z', '03:11:59 UTC (due now)'],
  ];
  for (const [due, says] of left) assert.equal(dueOf(due, seen), says);
});

test('another day is said', () => {
  assert.equal(timeOf('2026-01-01T23:59:58.000Z', seen), '2026-01-01 23:59:58 UTC');
  assert.equal(timeOf(seen, seen), '03:12:00 UTC');
});
