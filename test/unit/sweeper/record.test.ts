import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bareRecord } from '../../../activities/sweeper/record.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
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
