import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resolutionKept, responseKept } from '../../../archive/kept.ts';
import { measure } from '../../../archive/measures.ts';
import type { Fact } from '../../../workflows/contract/timeline.ts';
import { type Case, measuredRecord } from './measured-record.ts';

const targets = { response: 900, resolution: 3600 };
const minute = 60_000;

describe('Whether a target was met', () => {
  const cases: [string, Case, 'met' | 'missed' | undefined, 'met' | 'missed' | undefined][] = [
    ['in time', { acknowledged: 900, ended: 3600, targets }, 'met', 'met'],
    ['late', { acknowledged: 901, ended: 3601, targets }, 'missed', 'missed'],
    ['over before anybody had to acknowledge', { ended: 600, targets }, 'met', 'met'],
    ['never acknowledged', { ended: 1200, targets }, 'missed', 'met'],
    ['without a resolution target', { acknowledged: 60, targets: { response: 900 } }, 'met', undefined],
    ['cancelled before the target', { acknowledged: 60, phase: 'cancelled', targets }, 'met', undefined],
    ['failed after the target', { acknowledged: 60, ended: 4000, phase: 'failed', targets }, 'met', 'missed'],
  ];
  for (const [name, given, response, resolution] of cases) {
    test(name, () => {
      const record = measuredRecord(given);
      assert.deepEqual([responseKept(record), resolutionKept(record)], [response, resolution]);
    });
  }

  test('an older record without targets is judged by what was said', () => {
    const said = (fact: Fact) => {
      const record = measuredRecord({ acknowledged: 60 });
      record.timeline.unshift({ id: 'said', at: record.openedAt, fact });
      return [responseKept(record), resolutionKept(record)];
    };
    const due = '2026-11-20T12:00:00.000Z';
    assert.deepEqual(said({ kind: 'response missed', due }), ['missed', undefined]);
    assert.deepEqual(said({ kind: 'resolution missed', due }), ['met', 'missed']);
    assert.deepEqual(said({ kind: 'target nears', percent: 50, due }), ['met', 'met']);
    assert.deepEqual(said({ kind: 'well', says: 'ok' }), ['met', undefined]);
  });
});

describe('A report', () => {
  test('has a row for each system, severity and runbook, with means, medians and targets', () => {
    const { rows, total } = measure(
      [
        { acknowledged: 60, ended: 600 },
        { acknowledged: 120, ended: 1200 },
        { acknowledged: 1200, ended: 7200 },
        { ended: 600 },
        { severity: 'P1' as const, acknowledged: 60, ended: 300 },
      ].map((given) => measuredRecord({ targets, ...given })),
    );
    assert.equal(rows.length, 2);
    const [row] = rows;
    assert.deepEqual(
      [row?.system, row?.severity, row?.runbook, row?.incidents],
      ['demo', 'P0', 'databaseIssues', 4],
    );
    assert.deepEqual(row?.acknowledged, { count: 3, median: 2 * minute, mean: 460_000 });
    assert.deepEqual(row?.resolved, { count: 4, median: 15 * minute, mean: 40 * minute });
    assert.deepEqual(
      [row?.response, row?.resolution],
      [
        { met: 3, of: 4 },
        { met: 3, of: 4 },
      ],
    );
    assert.deepEqual([row?.machine, row?.people], [4 * minute, (9 + 19 + 119 + 9) * minute]);
    assert.deepEqual([total.incidents, total.resolution], [5, { met: 4, of: 5 }]);
  });

  test('counts false alarms, duplicates and what was not resolved apart, and leaves dry runs and shadows out', () => {
    const { rows, dryRuns, shadows } = measure(
      [
        { acknowledged: 60 },
        { acknowledged: 1, ended: 2, as: 'false alarm' as const },
        { acknowledged: 1, ended: 2, as: 'duplicate' as const },
        { acknowledged: 120, ended: 9000, phase: 'cancelled' as const },
        { acknowledged: 1, ended: 2, mode: 'dry-run' as const },
        { acknowledged: 1, ended: 2, mode: 'shadow' as const },
      ].map(measuredRecord),
    );
    const [row] = rows;
    assert.deepEqual([row?.incidents, row?.falseAlarms, row?.duplicates, row?.notResolved], [2, 1, 1, 1]);
    assert.deepEqual(row?.acknowledged, { count: 2, median: 90_000, mean: 90_000 });
    assert.deepEqual(row?.resolved, { count: 1, median: 600_000, mean: 600_000 });
    assert.deepEqual([dryRuns, shadows], [1, 1]);
  });

  test('says nothing of what never happened', () => {
    const [row] = measure([measuredRecord({ phase: 'failed' })]).rows;
    assert.deepEqual(row?.acknowledged, { count: 0, median: null, mean: null });
    assert.deepEqual(row?.resolution, { met: 0, of: 0 });
  });
});
