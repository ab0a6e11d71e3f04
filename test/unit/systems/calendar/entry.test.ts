import assert from 'node:assert/strict';
import test from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';
import { calendarEntry, calendarOf, term } from '../../../../systems/calendar/entry.ts';

const whole = `
zone: Europe/Berlin
days: [sun, mon, tue, wed, thu]
opens: 08:30
closes: 24:00
holidays:
  country: DE
  region: BE
  dates: [2026-12-24, 02-29]
`;

const accepts = new Ajv({ strictTypes: false }).compile(
  z.toJSONSchema(calendarEntry, { io: 'input', target: 'draft-7' }),
);

test('a whole calendar has no problems, quotes or not, and assumes nothing', () => {
  const assumed: string[] = [];
  const entry = calendarEntry.parse(parse(whole));
  assert.deepEqual(
    calendarOf(entry, (says) => assumed.push(says)),
    {
      zone: 'Europe/Berlin',
      days: ['sun', 'mon', 'tue', 'wed', 'thu'],
      opens: '08:30',
      closes: '24:00',
      holidays: { country: 'DE', region: 'BE', dates: ['2026-12-24', '02-29'] },
    },
  );
  assert.deepEqual(assumed, []);
  assert.ok(accepts(parse(whole)), JSON.stringify(accepts.errors));
});

test('a file without a calendar has Monday to Friday, 9 to 17 in UTC, and says that this is assumed', () => {
  const assumed: string[] = [];
  const calendar = calendarOf(undefined, (says) => assumed.push(says));
  assert.deepEqual(calendar, {
    zone: 'UTC',
    days: ['mon', 'tue', 'wed', 'thu', 'fri'],
    opens: '09:00',
    closes: '17:00',
    holidays: { dates: [] },
  });
  assert.deepEqual(assumed, [
    'calendar: the file does not say, so mon, tue, wed, thu, fri, 09:00 to 17:00, in UTC, without holidays',
  ]);
});

test('only what a file leaves open is assumed', () => {
  const assumed: string[] = [];
  const entry = calendarEntry.parse({ zone: 'Asia/Kolkata', closes: '18:00', holidays: { country: 'IN' } });
  const calendar = calendarOf(entry, (says) => assumed.push(says));
  assert.deepEqual([calendar.opens, calendar.closes], ['09:00', '18:00']);
  assert.deepEqual(calendar.holidays, { country: 'IN', dates: [] });
  assert.deepEqual(assumed, ['calendar: the file does not say, so mon, tue, wed, thu, fri, 09:00 to 18:00']);
});

const aDate = 'a date that exists: 2026-12-24, or 12-24 for every year';
const aZone = 'an IANA time zone such as Europe/Berlin or UTC';
const aCountry = 'the two capital letters of a country with known holidays, e.g. DE';

for (const { name, yaml, path, says } of [
  {
    name: 'a misspelt zone',
    yaml: 'zone: Europe/Berln',
    path: 'zone',
    says: `${aZone}; did you mean "Europe/Berlin"?`,
  },
  { name: 'an offset instead of a zone', yaml: 'zone: "+02:00"', path: 'zone', says: aZone },
  { name: 'an empty zone', yaml: 'zone: ""', path: 'zone', says: aZone },
  {
    name: 'no working day at all',
    yaml: 'days: []',
    path: 'days',
    says: 'at least one working day',
  },
  {
    name: 'an unknown day',
    yaml: 'days: [mon, tues]',
    path: 'days.1',
    says: 'mon, tue, wed, thu, fri, sat or sun',
  },
  {
    name: 'an hour without minutes',
    yaml: 'opens: 9',
    path: 'opens',
    says: 'a local time such as 09:00, at most 23:59',
  },
  {
    name: 'an opening at the end of the day',
    yaml: 'opens: "24:00"',
    path: 'opens',
    says: 'a local time such as 09:00, at most 23:59',
  },
  {
    name: 'a closing that no clock shows',
    yaml: 'closes: "17:60"',
    path: 'closes',
    says: 'a local time such as 17:00, at most 24:00',
  },
  {
    name: 'a night shift',
    yaml: '{ opens: "22:00", closes: "06:00" }',
    path: 'closes',
    says: 'a time of the same day after it opens (22:00)',
  },
  {
    name: 'no open minute',
    yaml: '{ opens: "09:00", closes: "09:00" }',
    path: 'closes',
    says: 'a time of the same day after it opens (09:00)',
  },
  {
    name: 'an opening after the closing that is assumed',
    yaml: 'opens: "18:00"',
    path: 'opens',
    says: 'a time before it closes (17:00)',
  },
  {
    name: 'an unknown country',
    yaml: 'holidays: { country: XX }',
    path: 'holidays.country',
    says: aCountry,
  },
  {
    name: 'a country by its name',
    yaml: 'holidays: { country: Germany }',
    path: 'holidays.country',
    says: `${aCountry}; did you mean "DE"?`,
  },
  {
    name: 'a country in small letters',
    yaml: 'holidays: { country: de }',
    path: 'holidays.country',
    says: `${aCountry}; did you mean "DE"?`,
  },
  {
    name: 'an unknown region',
    yaml: 'holidays: { country: GB, region: LON }',
    path: 'holidays.region',
    says: 'ALD, ENG, NIR, SCT or WLS',
  },
  {
    name: 'a region of a country without any',
    yaml: 'holidays: { country: PL, region: MZ }',
    path: 'holidays.region',
    says: 'none, since no region of PL has holidays of its own',
  },
  {
    name: 'a region of no country',
    yaml: 'holidays: { region: BE }',
    path: 'holidays.country',
    says: 'a country, since a region is given',
  },
  {
    name: 'a date that does not exist',
    yaml: 'holidays: { dates: [2027-02-29] }',
    path: 'holidays.dates.0',
    says: aDate,
  },
  {
    name: 'a yearly date that never exists',
    yaml: 'holidays: { dates: [12-24, 02-30] }',
    path: 'holidays.dates.1',
    says: aDate,
  },
  {
    name: 'a date as people write it',
    yaml: 'holidays: { dates: [24.12.2026] }',
    path: 'holidays.dates.0',
    says: aDate,
  },
  {
    name: 'dates that leave no day to work on',
    yaml: `holidays: { dates: [${Array.from({ length: 101 }, () => '12-24').join(', ')}] }`,
    path: 'holidays.dates',
    says: 'at most 100 dates',
  },
]) {
  test(`${name} is told with its path and what is expected, once`, () => {
    const issues = calendarEntry.safeParse(parse(yaml)).error?.issues ?? [];
    assert.deepEqual(
      issues.map((issue) => [issue.path.join('.'), issue.message]),
      [[path, says]],
    );
  });
}

test('an editor marks what a pattern can see', () => {
  for (const yaml of ['opens: 9', 'days: [monday]', 'holidays: { dates: [24.12.] }', 'hours: 9-17']) {
    assert.equal(accepts(parse(yaml)), false, yaml);
  }
});

test('the term of a file comes out as ms or as business time, else it is told what a term is', () => {
  assert.equal(term.parse('4h'), 14_400_000);
  assert.deepEqual(term.parse('next business day'), { business: 'days', count: 1 });
  for (const wrong of ['soon', 5]) {
    assert.deepEqual(
      term.safeParse(wrong).error?.issues.map(({ message }) => message),
      [
        'a duration such as 15m, 4h, 1d, 2w (at most 52w), or "next business day", "8 business hours", "2 business days" (at most 999)',
      ],
    );
  }
});
