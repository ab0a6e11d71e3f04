import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { shifts } from '../../../../systems/calendar/shifts.ts';
import { randomSeed, runsOr } from '../../../harness/config.ts';

const weekly = { people: ['ann', 'ben', 'cem'], days: 7, from: '2026-11-02 09:00' };

test('people take turns from the first one on, and before it too', () => {
  for (const [opening, person] of [
    ['2026-11-02T08:59:59Z', 'cem'],
    ['2026-11-02T09:00:00Z', 'ann'],
    ['2026-11-09T09:00:00Z', 'ben'],
    ['2026-11-23T09:00:00Z', 'ann'],
    ['2026-10-19T09:00:00Z', 'ben'],
  ] as const) {
    assert.deepEqual(shifts(weekly, [], 'UTC', new Date(opening))[0]?.people, [person], opening);
  }
});

test('a turn changes at the same local time on both sides of a change of the clocks', () => {
  const turns = shifts(
    { ...weekly, from: '2026-10-19 09:00' },
    [],
    'Europe/Berlin',
    new Date('2026-10-20T00:00:00Z'),
  );
  assert.deepEqual(
    turns.slice(0, 2).map(({ until }) => until),
    ['2026-10-26T08:00:00.000Z', '2026-11-02T08:00:00.000Z'],
  );
});

test('somebody who stands in takes a part of a turn, or of two', () => {
  const standIn = { person: 'dora', from: '2026-11-08 00:00', until: '2026-11-10 00:00' };
  const turns = shifts(weekly, [standIn], 'UTC', new Date('2026-11-07T00:00:00Z'));
  assert.deepEqual(
    turns.slice(0, 4).map(({ until, people }) => [until.slice(0, 13), ...people]),
    [
      ['2026-11-08T00', 'ann'],
      ['2026-11-09T09', 'dora'],
      ['2026-11-10T00', 'dora'],
      ['2026-11-16T09', 'ben'],
    ],
  );
});

test('at every moment of six weeks exactly one person is on call', (context) => {
  const seed = randomSeed();
  context.diagnostic(`FC_SEED=${seed}`);
  const day = fc.integer({ min: 0, max: 60 });
  const standIn = fc.tuple(day, day, fc.constantFrom('dora', 'ann')).filter(([from, until]) => from < until);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10 }),
      fc.array(standIn, { maxLength: 3 }),
      fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'),
      fc.integer({ min: 0, max: 41 }),
      (days, standIns, zone, later) => {
        const opening = new Date('2026-10-20T12:34:56Z');
        const local = (after: number) =>
          `${new Date(Date.UTC(2026, 9, 15 + after)).toISOString().slice(0, 10)} 06:00`;
        const turns = shifts(
          { ...weekly, days },
          standIns.map(([from, until, person]) => ({ person, from: local(from), until: local(until) })),
          zone,
          opening,
        );
        const at = new Date(opening.getTime() + later * 86_400_000).toISOString();
        const holding = turns.filter(({ from, until }) => from <= at && at < until);
        assert.equal(holding.length, 1);
        for (const [i, { from }] of turns.entries()) if (i > 0) assert.equal(from, turns[i - 1]?.until);
      },
    ),
    { seed, numRuns: runsOr(300) },
  );
});
