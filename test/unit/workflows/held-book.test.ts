import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Alert } from '../../../workflows/contract/input.ts';
import { HeldBook } from '../../../workflows/keepers/held-book.ts';

const place = {
  workflowId: 'incident:shop:generalIncident:1',
  runbook: 'generalIncident',
  group: 'g',
  summary: '',
};

function alert(fingerprint: string, status: Alert['status'], startsAt = '1'): Alert {
  return {
    fingerprint,
    status,
    name: fingerprint,
    summary: '',
    labels: { a: 'b' },
    annotations: {},
    startsAt,
  };
}

function take(book: HeldBook, ...alerts: Alert[]): void {
  book.take({ place, alerts, door: 'alertmanager' });
}

test('after any messages what is held is what fires, and the rest is counted or was let go', () => {
  const message = fc.record({
    fingerprint: fc.constantFrom('a', 'b', 'c'),
    status: fc.constantFrom('firing' as const, 'resolved' as const),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 20 }), (messages) => {
      let book = new HeldBook();
      const fires = new Set<string>();
      let ended = 0;
      for (const { fingerprint, status } of messages) {
        take(book, alert(fingerprint, status));
        if (status === 'firing') fires.add(fingerprint);
        else if (fires.delete(fingerprint)) ended += 1;
        book = new HeldBook(JSON.parse(JSON.stringify(book.carry())));
      }
      assert.deepEqual(new Set(book.all.map(({ alert: { fingerprint } }) => fingerprint)), fires);
      assert.equal(book.resolved, ended);
    }),
  );
});

test('what resolves while it is on its way is sent after it; what fires anew stays', () => {
  const book = new HeldBook();
  take(book, alert('a', 'firing'), alert('b', 'firing'));
  const leaving = book.all;
  book.leave(leaving);
  take(book, alert('a', 'resolved'), alert('b', 'resolved'), alert('b', 'firing', '2'));
  book.arrived(leaving);
  assert.deepEqual(
    book.takeAfter().map(({ alert: { fingerprint, status } }) => [fingerprint, status]),
    [
      ['a', 'resolved'],
      ['b', 'resolved'],
    ],
  );
  assert.deepEqual(
    book.all.map(({ alert: { startsAt } }) => startsAt),
    ['2'],
  );
  assert.equal(book.delivered, 2);
});

test('a late word on an earlier episode lets nothing go', () => {
  const book = new HeldBook();
  take(book, alert('a', 'firing', '2'), alert('a', 'resolved', '1'));
  assert.equal(book.all.length, 1);
});

test('many are kept small, and what there is no room for is named', () => {
  const book = new HeldBook();
  for (let i = 0; i < 5_200; i += 1) take(book, alert(`alert ${i}`, 'firing'));
  assert.equal(book.all.length, 5_200);
  assert.equal(book.overflow.length, 200);
  assert.ok(JSON.stringify(book.carry()).length < 1_500_000);
});
