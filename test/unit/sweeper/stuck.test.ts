import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stuckNotice } from '../../../activities/sweeper/stuck.ts';
import { alice, aRun } from './a-run.ts';

const since = '2026-11-21T03:12:30.000Z';
const minutes = (count: number) => Date.parse(since) + count * 60_000;

function pageAfter(count: number, differs = {}, namespace = 'default') {
  const run = aRun({ attempt: 7, ...differs });
  return stuckNotice(run, { since, because: 'a bug' }, alice, { now: minutes(count), namespace });
}

test('a stuck run is one entry for an hour, and another one each hour after', () => {
  const entries = [1, 2, 59, 61, 119, 121].map((count) => pageAfter(count).entryId);
  const [first, , , second, , third] = entries;
  assert.deepEqual(entries, [first, first, first, second, second, third]);
  assert.equal(new Set(entries).size, 3);
  assert.match(pageAfter(121).text, /, for 2 h now: /);
});

test('a run that is stuck again later, and its next run, are entries of their own', () => {
  const { entryId } = pageAfter(1);
  assert.notEqual(pageAfter(1, { runId: 'run-2' }).entryId, entryId);
  const later = { since: '2026-11-21T03:13:30.000Z', because: 'a bug' };
  const again = stuckNotice(aRun(), later, alice, { now: minutes(2), namespace: 'default' });
  assert.notEqual(again.entryId, entryId);
});

test('a clock of the worker that is behind the server makes no other entry', () => {
  assert.equal(pageAfter(-2).entryId, pageAfter(1).entryId);
});

test('it pages those concerned, says why, and names the way out', () => {
  const { kind, people, text, details } = pageAfter(1);
  assert.deepEqual({ kind, people }, { kind: 'page', people: ['alice'] });
  assert.equal(
    text,
    'Mayday is stuck with it: its workflow task fails since 2026-11-21 03:12 UTC (attempt 7): a bug',
  );
  assert.match(details[1] ?? '', /mend the worker and deploy it/);
  assert.equal(
    details[2],
    'If its history cannot be mended, start it over: temporal workflow reset ' +
      "--workflow-id 'incident:shop:databaseIssues:0123456789ab' --run-id run-1 --type FirstWorkflowTask " +
      '--reason "stuck" --reapply-exclude Signal',
  );
  assert.match(pageAfter(1, {}, 'staging').details[2] ?? '', /reset --namespace staging --workflow-id/);
});

test('follow-ups that are stuck are told and wake nobody', () => {
  const { kind, text, details } = pageAfter(1, { followsUp: true });
  assert.equal(kind, 'update');
  assert.match(text, /^Mayday is stuck with its follow-ups: /);
  assert.match(details[0] ?? '', /nobody is reminded/);
});
