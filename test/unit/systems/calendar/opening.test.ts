import assert from 'node:assert/strict';
import test from 'node:test';
import { isWorkingTime, nextOpening } from '../../../../systems/calendar/deadline.ts';
import { berlin, kolkata, newYork, roundTheClock } from './calendars.ts';

test('it is working time from the opening until just before the closing, on working days', () => {
  for (const [at, calendar, open] of [
    ['2026-11-20T08:59:59.999+01:00', berlin, false],
    ['2026-11-20T09:00+01:00', berlin, true],
    ['2026-11-20T16:59:59.999+01:00', berlin, true],
    ['2026-11-20T17:00+01:00', berlin, false],
    ['2026-11-21T12:00+01:00', berlin, false],
    ['2026-04-06T12:00+02:00', berlin, false],
    ['2026-11-20T04:00Z', kolkata, true],
    ['2026-11-20T13:59Z', newYork, false],
    ['2026-11-20T14:00Z', newYork, true],
    ['2026-10-25T00:30Z', roundTheClock('Europe/Berlin'), true],
    ['2026-10-25T01:30Z', roundTheClock('Europe/Berlin'), true],
    ['2026-10-24T22:00Z', roundTheClock('Europe/Berlin'), true],
  ] as const) {
    assert.equal(isWorkingTime(new Date(at), calendar), open, `${at} ${calendar.zone}`);
  }
});

test('the next opening is the first that is not over, also while it is open', () => {
  for (const [at, calendar, opens] of [
    ['2026-11-20T08:00+01:00', berlin, '2026-11-20T09:00+01:00'],
    ['2026-11-20T09:00+01:00', berlin, '2026-11-20T09:00+01:00'],
    ['2026-11-20T09:00:00.001+01:00', berlin, '2026-11-23T09:00+01:00'],
    ['2026-04-02T18:00+02:00', berlin, '2026-04-07T09:00+02:00'],
    ['2026-03-06T18:00-05:00', newYork, '2026-03-09T09:00-04:00'],
    ['2026-10-30T18:00-04:00', newYork, '2026-11-02T09:00-05:00'],
    ['2026-11-20T20:00Z', kolkata, '2026-11-23T09:30+05:30'],
    ['2026-03-07T23:59-05:00', roundTheClock('America/Havana'), '2026-03-08T01:00-04:00'],
  ] as const) {
    const found = nextOpening(new Date(at), calendar).toISOString();
    assert.equal(found, new Date(opens).toISOString(), `${at} ${calendar.zone}`);
  }
});

test('a calendar without working days is never open, and its next opening is told to be none', () => {
  const never = { ...berlin, days: [] };
  assert.equal(isWorkingTime(new Date('2026-11-20T12:00Z'), never), false);
  assert.throws(() => nextOpening(new Date('2026-11-20T12:00Z'), never), /no working day/);
});
