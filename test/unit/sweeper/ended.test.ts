import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Closing, type End, endNotices, endOf } from '../../../activities/sweeper/ended.ts';
import type { IncidentRun } from '../../../activities/sweeper/incident-run.ts';
import { alice, aRun } from './a-run.ts';

const closedAt = '2026-11-21T04:00:00.000Z';
const during = '2026-11-21T03:59:00.000Z';
const before = '2026-11-21T02:00:00.000Z';

interface Case {
  title: string;
  run: Partial<IncidentRun>;
  closing?: Closing;
  /** When the archived record ends. */
  record?: string;
  end: Partial<End>;
}

const refused = { failure: { type: 'InvalidInput', message: 'There is no system "shpo".' } };
const bug = { failure: { message: 'the archive is full' } };
const byAlice = { terminated: { identity: 'alice@laptop', reason: 'wrong system' } };
const bySystem = { terminated: { identity: 'history-service', reason: 'history size exceeds limit' } };
const unnamed = { terminated: { identity: '', reason: '' } };

const cases: Case[] = [
  {
    title: 'a run that returned told its end itself',
    run: { status: 'COMPLETED' },
    closing: { result: { end: 'closed', phase: 'resolved' } },
    end: { end: 'by itself', phase: 'resolved' },
  },
  {
    title: 'a run that handed over opened no incident',
    run: { status: 'COMPLETED' },
    closing: { result: { end: 'handed over' } },
    end: { end: 'no incident' },
  },
  {
    title: 'a cancelled run told its end itself',
    run: { status: 'CANCELED' },
    end: { end: 'by itself', phase: 'cancelled' },
  },
  {
    title: 'a refused start opened no incident',
    run: { status: 'FAILED' },
    closing: refused,
    end: { end: 'no incident' },
  },
  {
    title: 'a failed run that kept its record told its end itself',
    run: { status: 'FAILED' },
    closing: bug,
    record: during,
    end: { end: 'by itself', phase: 'failed' },
  },
  {
    title: 'a failed run without a record is told, and somebody is woken',
    run: { status: 'FAILED' },
    closing: bug,
    end: { end: 'cut off', phase: 'failed', says: 'Mayday gave up: the archive is full', wake: true },
  },
  {
    title: 'a terminated run is told with who did it and why',
    run: { status: 'TERMINATED' },
    closing: byAlice,
    end: {
      end: 'cut off',
      phase: 'cancelled',
      says: 'Terminated by alice@laptop: wrong system',
      wake: false,
    },
  },
  {
    title: 'the Temporal UI names nobody',
    run: { status: 'TERMINATED' },
    closing: unnamed,
    end: {
      end: 'cut off',
      phase: 'cancelled',
      says: 'Terminated by somebody who gave no name: no reason given',
      wake: false,
    },
  },
  {
    title: 'a run that Temporal itself ended wakes somebody',
    run: { status: 'TERMINATED' },
    closing: bySystem,
    end: {
      end: 'cut off',
      phase: 'failed',
      says: 'Terminated by Temporal itself: history size exceeds limit',
      wake: true,
    },
  },
  {
    title: 'a run that was terminated after it told its end is told no more',
    run: { status: 'TERMINATED' },
    closing: byAlice,
    record: during,
    end: { end: 'by itself' },
  },
  {
    title: 'the record of an earlier run of the same incident, before a reset, is not its own word',
    run: { status: 'TERMINATED' },
    closing: byAlice,
    record: before,
    end: { end: 'cut off', phase: 'cancelled' },
  },
  {
    title: 'a run that was reset goes on',
    run: { status: 'TERMINATED', resetTo: 'run-2' },
    closing: byAlice,
    end: { end: 'goes on' },
  },
  {
    title: 'a time limit that passed is told, and somebody is woken',
    run: { status: 'TIMED_OUT' },
    end: { end: 'cut off', phase: 'failed', wake: true },
  },
  {
    title: 'an incident that continued as new goes on',
    run: { status: 'CONTINUED_AS_NEW' },
    closing: { nextKeyId: 'run-1' },
    end: { end: 'goes on' },
  },
  {
    title: 'a run that continued as another incident ended its own',
    run: { status: 'CONTINUED_AS_NEW' },
    closing: { nextKeyId: 'another' },
    end: { end: 'by itself', phase: 'resolved' },
  },
];

for (const { title, run, closing = {}, record, end } of cases) {
  test(title, () => {
    assert.partialDeepStrictEqual(endOf(aRun({ closedAt, ...run }), closing, record), end);
  });
}

test('only an end that could not tell itself is told; a page wakes people within an hour of it', () => {
  const run = aRun({ status: 'TERMINATED', closedAt });
  const at = (minutes: number) => Date.parse(closedAt) + minutes * 60_000;
  const kinds = (end: End, minutes = 1) => endNotices(run, end, alice, at(minutes)).map(({ kind }) => kind);
  assert.deepEqual(kinds({ end: 'goes on' }), []);
  assert.deepEqual(kinds({ end: 'no incident' }), []);
  assert.deepEqual(kinds({ end: 'by itself', phase: 'resolved' }), []);
  assert.deepEqual(kinds(endOf(run, byAlice, undefined)), ['resolved']);
  assert.deepEqual(kinds(endOf(run, bySystem, undefined)), ['page', 'resolved']);
  assert.deepEqual(kinds(endOf(run, bySystem, undefined), 61), ['resolved']);
});

test('its notices have entries of their own, the same at every look, and the phase it ended in', () => {
  const run = aRun({ status: 'TERMINATED', closedAt });
  const end = endOf(run, bySystem, undefined);
  const [page, told] = endNotices(run, end, alice, Date.parse(closedAt) + 60_000);
  assert.notEqual(page?.entryId, told?.entryId);
  assert.deepEqual(told, endNotices(run, end, alice, Date.parse(closedAt) + 90_000)[1]);
  assert.equal(told?.phase, 'failed');
  assert.deepEqual(page?.people, ['alice']);
});

test('follow-ups that were cut off are told and wake nobody', () => {
  const run = aRun({ status: 'TERMINATED', closedAt, followsUp: true });
  const notices = endNotices(run, endOf(run, bySystem, undefined), alice, Date.parse(closedAt) + 60_000);
  assert.deepEqual(
    notices.map(({ kind, text }) => `${kind}: ${text}`),
    ['update: Its follow-ups: Terminated by Temporal itself: history size exceeds limit'],
  );
});
