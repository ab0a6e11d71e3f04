import assert from 'node:assert/strict';
import test from 'node:test';
import type { Calendar } from '../../../../systems/calendar/calendar.ts';
import { deadline } from '../../../../systems/calendar/deadline.ts';
import { parseTerm } from '../../../../systems/calendar/term.ts';
import { berlin, kolkata, newYork, roundTheClock, telAviv } from './calendars.ts';

// 2026: 3 April is Good Friday; the clocks change in Berlin on 29 March and 25 October, in New York on 8 March and 1 November.
const yearEnd: Calendar = { ...berlin, holidays: { country: 'DE', dates: ['2026-12-24', '12-31'] } };
const nights: Calendar = { ...berlin, days: ['sat', 'sun'], opens: '00:00', closes: '06:00' };
const twice: Calendar = { ...nights, closes: '02:30' };
const skipped: Calendar = { ...berlin, days: ['sat', 'sun'], opens: '02:00', closes: '03:00' };
const sundays: Calendar = { ...newYork, days: ['sun'], opens: '00:00', closes: '12:00' };

const table: Record<string, [opened: string, term: string, Calendar, ends: string][]> = {
  'the next business day ends when the next working day closes, whenever on its day it was opened': [
    ['2026-11-20T16:59+01:00', 'next business day', berlin, '2026-11-23T17:00+01:00'],
    ['2026-11-20T17:01+01:00', 'next business day', berlin, '2026-11-23T17:00+01:00'],
    ['2026-11-20T23:59+01:00', 'next business day', berlin, '2026-11-23T17:00+01:00'],
    ['2026-11-21T12:00+01:00', 'next business day', berlin, '2026-11-23T17:00+01:00'],
    ['2026-11-22T23:59+01:00', 'next business day', berlin, '2026-11-23T17:00+01:00'],
    ['2026-11-23T00:00+01:00', 'next business day', berlin, '2026-11-24T17:00+01:00'],
  ],
  'a holiday of the country or of its region, and one of the file, is no working day': [
    ['2026-04-02T10:00+02:00', 'next business day', berlin, '2026-04-07T17:00+02:00'],
    ['2026-05-22T10:00+02:00', 'next business day', berlin, '2026-05-26T17:00+02:00'],
    ['2027-03-05T10:00+01:00', 'next business day', berlin, '2027-03-09T17:00+01:00'],
    [
      '2027-03-05T10:00+01:00',
      'next business day',
      { ...berlin, holidays: { country: 'DE', dates: [] } },
      '2027-03-08T17:00+01:00',
    ],
    [
      '2026-11-20T16:59+01:00',
      'next business day',
      { ...berlin, holidays: { dates: ['2026-11-23'] } },
      '2026-11-24T17:00+01:00',
    ],
    [
      '2026-11-20T16:59+01:00',
      'next business day',
      { ...berlin, holidays: { dates: ['11-23'] } },
      '2026-11-24T17:00+01:00',
    ],
    [
      '2026-11-20T16:59+01:00',
      'next business day',
      { ...berlin, holidays: { dates: ['2027-11-23'] } },
      '2026-11-23T17:00+01:00',
    ],
    // Memorial Day, and Independence Day kept on the Friday before.
    ['2026-05-22T16:59-04:00', 'next business day', newYork, '2026-05-26T17:00-04:00'],
    ['2026-07-02T12:00-04:00', 'next business day', newYork, '2026-07-06T17:00-04:00'],
  ],
  'the local day counts, not that of UTC': [
    ['2026-11-23T20:00Z', 'next business day', kolkata, '2026-11-25T18:30+05:30'],
    ['2026-11-23T18:00Z', 'next business day', kolkata, '2026-11-24T18:30+05:30'],
    ['2026-11-24T03:00Z', 'next business day', newYork, '2026-11-24T17:00-05:00'],
  ],
  'a week may begin on Sunday': [
    ['2026-11-19T12:00+02:00', 'next business day', telAviv, '2026-11-22T17:00+02:00'],
    ['2026-11-19T16:00+02:00', '2 business hours', telAviv, '2026-11-22T10:00+02:00'],
    // The second day of Rosh Hashanah.
    ['2026-09-10T12:00+03:00', 'next business day', telAviv, '2026-09-14T17:00+03:00'],
  ],
  'business days are counted from the day after': [
    ['2026-11-19T08:00+01:00', '1 business day', berlin, '2026-11-20T17:00+01:00'],
    ['2026-11-19T08:00+01:00', '2 business days', berlin, '2026-11-23T17:00+01:00'],
    ['2026-11-21T08:00+01:00', '2 business days', berlin, '2026-11-24T17:00+01:00'],
    ['2026-11-19T08:00+01:00', '5 business days', berlin, '2026-11-26T17:00+01:00'],
  ],
  'a year ends without a break': [
    ['2026-12-23T18:00+01:00', 'next business day', yearEnd, '2026-12-28T17:00+01:00'],
    ['2026-12-30T18:00+01:00', 'next business day', yearEnd, '2027-01-04T17:00+01:00'],
    ['2026-12-23T16:00+01:00', '2 business hours', yearEnd, '2026-12-28T10:00+01:00'],
    ['2026-12-23T16:00+01:00', '4 business days', yearEnd, '2027-01-04T17:00+01:00'],
    // New Year's Day of 2028 is kept on the last day of 2027.
    ['2027-12-30T18:00-05:00', 'next business day', newYork, '2028-01-03T17:00-05:00'],
  ],
  'business hours pass while it is open': [
    ['2026-11-20T16:59+01:00', '1 business hour', berlin, '2026-11-23T09:59+01:00'],
    ['2026-11-20T17:01+01:00', '1 business hour', berlin, '2026-11-23T10:00+01:00'],
    ['2026-11-20T09:00+01:00', '8 business hours', berlin, '2026-11-20T17:00+01:00'],
    ['2026-11-20T03:00+01:00', '8 business hours', berlin, '2026-11-20T17:00+01:00'],
    ['2026-11-20T12:00+01:00', '8 business hours', berlin, '2026-11-23T12:00+01:00'],
    ['2026-11-21T12:00+01:00', '20 business hours', berlin, '2026-11-25T13:00+01:00'],
    ['2026-11-20T17:30+05:30', '2 business hours', kolkata, '2026-11-23T10:30+05:30'],
  ],
  'a night in which the clocks change is an hour shorter or longer, and the day still closes by the clock': [
    ['2026-03-28T12:00+01:00', 'next business day', nights, '2026-03-29T06:00+02:00'],
    ['2026-03-28T12:00+01:00', '5 business hours', nights, '2026-03-29T06:00+02:00'],
    ['2026-03-28T12:00+01:00', '6 business hours', nights, '2026-04-04T01:00+02:00'],
    ['2026-10-24T12:00+02:00', '6 business hours', nights, '2026-10-25T05:00+01:00'],
    ['2026-10-24T12:00+02:00', '7 business hours', nights, '2026-10-25T06:00+01:00'],
    ['2026-10-24T12:00+02:00', 'next business day', twice, '2026-10-25T02:30+02:00'],
    ['2026-03-07T12:00-05:00', '11 business hours', sundays, '2026-03-08T12:00-04:00'],
    ['2026-10-31T12:00-04:00', '12 business hours', sundays, '2026-11-01T11:00-05:00'],
    ['2026-10-31T12:00-04:00', 'next business day', sundays, '2026-11-01T12:00-05:00'],
    ['2026-03-27T16:00+01:00', '2 business hours', berlin, '2026-03-30T10:00+02:00'],
    ['2026-10-23T16:00+02:00', '2 business hours', berlin, '2026-10-26T10:00+01:00'],
    ['2026-03-06T16:00-05:00', '2 business hours', newYork, '2026-03-09T10:00-04:00'],
    ['2026-10-30T16:00-04:00', 'next business day', newYork, '2026-11-02T17:00-05:00'],
  ],
  'a day whose only open hour the clocks skip is no working day': [
    ['2026-03-28T12:00+01:00', 'next business day', skipped, '2026-04-04T03:00+02:00'],
    ['2026-03-28T12:00+01:00', '1 business hour', skipped, '2026-04-04T03:00+02:00'],
  ],
  'a duration passes whatever the clock says': [
    ['2026-11-20T16:59+01:00', '15m', berlin, '2026-11-20T17:14+01:00'],
    ['2026-03-28T12:00+01:00', '1d', berlin, '2026-03-29T13:00+02:00'],
    ['2026-12-24T12:00+01:00', '2w', yearEnd, '2027-01-07T12:00+01:00'],
  ],
  'where it is always open, business hours are hours and a day ends at midnight': [
    ['2026-03-28T12:30+01:00', '24 business hours', roundTheClock('Europe/Berlin'), '2026-03-29T13:30+02:00'],
    ['2026-11-20T16:59+01:00', 'next business day', roundTheClock('Europe/Berlin'), '2026-11-22T00:00+01:00'],
    // In Cuba the clocks go from midnight to one, and from one back to midnight.
    [
      '2026-03-07T12:00-05:00',
      '24 business hours',
      roundTheClock('America/Havana'),
      '2026-03-08T13:00-04:00',
    ],
    [
      '2026-10-31T12:00-04:00',
      '24 business hours',
      roundTheClock('America/Havana'),
      '2026-11-01T11:00-05:00',
    ],
  ],
};

for (const [guarantee, rows] of Object.entries(table)) {
  test(guarantee, () => {
    for (const [opened, written, calendar, ends] of rows) {
      const term = parseTerm(written);
      assert.ok(term !== undefined, written);
      assert.equal(
        deadline(new Date(opened), term, calendar).toISOString(),
        new Date(ends).toISOString(),
        `${opened} ${written} ${calendar.zone}`,
      );
    }
  });
}

test('a half holiday is a working day, and one of several days, or from sunset, takes each of its days', () => {
  const closing = (country: string, opened: string) => {
    const calendar = { ...roundTheClock('UTC'), closes: '12:00', holidays: { country, dates: [] } };
    const ends = deadline(new Date(opened), { business: 'days', count: 1 }, calendar);
    return ends.toISOString().slice(0, 10);
  };
  assert.equal(closing('CN', '2026-03-07T10:00Z'), '2026-03-08', 'Women’s Day begins at noon');
  assert.equal(closing('AE', '2026-03-19T10:00Z'), '2026-03-23', 'Eid al-Fitr lasts three days');
  assert.equal(closing('TR', '2032-03-21T10:00Z'), '2032-03-26', 'Kurban Bayramı lasts four days and a half');
  assert.equal(closing('SZ', '2026-12-31T10:00Z'), '2027-01-03', 'Incwala lasts into the next year');
  assert.equal(closing('ME', '2032-03-26T10:00Z'), '2032-03-30', 'Easter Sunday has only 23 hours');
});

test('a calendar without any working day is told, and nothing loops for ever', () => {
  const dates = Array.from({ length: 12 }, (_, month) =>
    Array.from({ length: 31 }, (_, day) =>
      [month + 1, day + 1].map((n) => String(n).padStart(2, '0')).join('-'),
    ),
  ).flat();
  for (const empty of [
    { ...berlin, days: [] },
    { ...berlin, holidays: { dates } },
  ]) {
    for (const business of ['hours', 'days'] as const) {
      assert.throws(() => deadline(new Date('2026-11-20T12:00Z'), { business, count: 1 }, empty), {
        message: /^The calendar has no working day in the five years after 2026-11-2[01]$/,
      });
    }
  }
});

test('one working day a week is found behind all the holidays that a file can list', () => {
  const mondays = Array.from({ length: 100 }, (_, week) =>
    new Date(Date.UTC(2026, 10, 23 + 7 * week)).toISOString().slice(0, 10),
  );
  const calendar: Calendar = { ...berlin, days: ['mon'], holidays: { country: 'DE', dates: mondays } };
  const ends = deadline(new Date('2026-11-20T12:00Z'), { business: 'days', count: 1 }, calendar);
  assert.equal(ends.toISOString(), '2028-10-23T15:00:00.000Z');
});
