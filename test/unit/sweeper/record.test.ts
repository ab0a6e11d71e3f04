import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seal } from '../../../activities/audit/seal.ts';
import { bareRecord, withEnd } from '../../../activities/sweeper/record.ts';
import { auditRecord } from '../../../archive/audit/record.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { incidentName } from '../../../workflows/contract/keys.ts';
import { aRun } from './a-run.ts';

const catalogue = openCatalogue(new URL('../../../systems/', import.meta.url).pathname);

test('the bare record of a run begins where the run did', () => {
  const { openedAt, timeline } = bareRecord(catalogue, aRun());
  assert.deepEqual([openedAt, timeline[0]?.at], ['2026-11-21T03:00:00.000Z', '2026-11-21T03:00:00.000Z']);
});

test('the bare record of a long incident begins where its first run did', () => {
  const opened = '2026-11-20T22:00:00.000Z';
  const input = { carried: { openedAt: opened } } as object;
  const { openedAt, timeline } = bareRecord(catalogue, aRun({ input }));
  assert.deepEqual([openedAt, timeline[0]?.at], [opened, opened]);
});

test('the end that a terminated run did not tell itself is chained to what it told, and sealed with it', () => {
  const run = { ...aRun(), incident: incidentName('run-1'), closedAt: '2026-11-21T03:10:00.000Z' };
  const told = bareRecord(catalogue, run);
  const record = withEnd(told, run, {
    end: 'cut off',
    phase: 'cancelled',
    says: 'it was terminated',
    wake: false,
  });
  assert.equal(record.timeline.length, told.timeline.length + 1);
  const sealed = seal(record, record, undefined);
  const trust = { keys: [], clock: (at: string) => at };
  const { faults, unchained } = auditRecord({ record: sealed, seal: sealed.seal, from: 'archive' }, trust);
  assert.deepEqual([faults, unchained], [[], 0]);
});
