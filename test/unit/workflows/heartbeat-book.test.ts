import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Heartbeat } from '../../../workflows/contract/watchdog.ts';
import { HeartbeatBook } from '../../../workflows/keepers/heartbeat-book.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const beat: Heartbeat = {
  fingerprint: 'a',
  name: 'Watchdog',
  labels: {},
  every: 4 * minute,
  runbook: 'generalIncident',
};
const at = Date.parse('2026-11-21T10:00:00Z');

function heard(): HeartbeatBook {
  const book = new HeartbeatBook();
  assert.equal(book.hear(beat, at), undefined);
  return book;
}

describe('the book of heartbeats', () => {
  test('one is late after one and a half times its time, and lost once', () => {
    const book = heard();
    assert.equal(book.due, at + 6 * minute);
    assert.deepEqual(book.judge(at + 6 * minute - 1), []);
    const [lost, ...more] = book.judge(at + 6 * minute);
    assert.deepEqual(more, []);
    assert.equal(lost?.lastAt, '2026-11-21T10:00:00.000Z');
    assert.deepEqual(book.judge(at + 60 * minute), []);
    const news = book.hear(beat, at + 61 * minute);
    assert.deepEqual([news?.news, news?.heartbeat.lastAt], ['back', '2026-11-21T10:00:00.000Z']);
    assert.equal(book.hear(beat, at + 62 * minute), undefined, 'back once');
  });

  test('a timer that comes far too late was the sleep of the watchdog: the time counts anew', () => {
    const book = heard();
    assert.deepEqual(book.judge(at + 60 * minute), []);
    assert.equal(book.due, at + 66 * minute);
    assert.equal(book.judge(at + 66 * minute).length, 1);
  });

  test('one that is lost for a week is forgotten', () => {
    const book = heard();
    book.judge(at + 6 * minute);
    assert.equal(book.due, at + 6 * minute + 7 * day);
    book.judge(at + 6 * minute + 7 * day);
    assert.equal(book.due, undefined);
  });

  test('the next run goes on with what the last one carried', () => {
    const book = heard();
    book.judge(at + 6 * minute);
    const next = new HeartbeatBook(JSON.parse(JSON.stringify(book.carry())));
    assert.deepEqual(next.view(), book.view());
    assert.equal(next.hear(beat, at + 7 * minute)?.news, 'back');
  });

  test('it stays small, whatever a sender makes up', () => {
    const book = new HeartbeatBook();
    for (let i = 0; i < 1_000; i += 1) book.hear({ ...beat, fingerprint: `${i}` }, at);
    assert.equal(book.view().length, 100);
  });
});
