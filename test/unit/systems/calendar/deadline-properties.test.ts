import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type Calendar, weekdays } from '../../../../systems/calendar/calendar.ts';
import { deadline, isWorkingTime, nextOpening } from '../../../../systems/calendar/deadline.ts';
import type { Term } from '../../../../systems/calendar/term.ts';
import { randomSeed, runsOr } from '../../../harness/config.ts';

const seed = randomSeed();
const options = { seed, numRuns: runsOr(100) };
test.before(() => console.log(`FC_SEED=${seed}`));

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Jerusalem',
  'America/Havana',
  'America/Santiago',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
];

const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 2, maxLength: 2 });
const yearly = fc.date({ min: new Date('2028-01-01'), max: new Date('2028-12-31'), noInvalidDate: true });

const calendar: fc.Arbitrary<Calendar> = fc
  .record({
    zone: fc.constantFrom(...zones),
    days: fc.subarray([...weekdays], { minLength: 1 }),
    quarters: minutes.map((pair) => pair.toSorted((a, b) => a - b)),
    country: fc.constantFrom(undefined, 'DE', 'US', 'IN', 'IL'),
    dates: fc.array(
      yearly.map((date) => date.toISOString().slice(5, 10)),
      { maxLength: 10 },
    ),
  })
  .map(({ zone, days, quarters: [opens = 0, closes = 96], country, dates }) => ({
    zone,
    days,
    opens: clock(opens),
    closes: clock(closes),
    holidays: country === undefined ? { dates } : { country, dates },
  }));

const instant = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
const hours = fc.integer({ min: 1, max: 60 }).map((count) => ({ business: 'hours', count }) as const);
const days = fc.integer({ min: 1, max: 12 }).map((count) => ({ business: 'days', count }) as const);
const term: fc.Arbitrary<Term> = fc.oneof(fc.integer({ min: 1, max: 10_000_000 }), hours, days);

test('a deadline comes after the opening', () => {
  fc.assert(
    fc.property(instant, term, calendar, (at, term, calendar) => {
      assert.ok(deadline(at, term, calendar) > at);
    }),
    options,
  );
});

test('what opens later is never due sooner', () => {
  const apart = fc.integer({ min: 0, max: 4 * 86_400_000 });
  fc.assert(
    fc.property(instant, apart, term, calendar, (at, apart, term, calendar) => {
      const later = new Date(at.getTime() + apart);
      assert.ok(deadline(at, term, calendar) <= deadline(later, term, calendar));
    }),
    options,
  );
});

test('a longer term is due later', () => {
  fc.assert(
    fc.property(instant, fc.oneof(hours, days), calendar, (at, term, calendar) => {
      const longer = { ...term, count: term.count + 1 };
      assert.ok(deadline(at, term, calendar) < deadline(at, longer, calendar));
    }),
    options,
  );
});

test('business days end when a working day closes', () => {
  fc.assert(
    fc.property(instant, days, calendar, (at, term, calendar) => {
      const ends = deadline(at, term, calendar);
      assert.ok(isWorkingTime(new Date(ends.getTime() - 1), calendar), 'open just before');
      const lasts = calendar.closes === '24:00' && isWorkingTime(ends, calendar);
      assert.ok(lasts || !isWorkingTime(ends, calendar), 'closed from then on');
    }),
    options,
  );
});

test('some business hours and then others are as long as all of them at once', () => {
  fc.assert(
    fc.property(instant, hours, hours, calendar, (at, first, second, calendar) => {
      const apart = deadline(deadline(at, first, calendar), second, calendar);
      const together = deadline(at, { business: 'hours', count: first.count + second.count }, calendar);
      assert.equal(apart.toISOString(), together.toISOString());
    }),
    options,
  );
});

test('business hours end while it is open', () => {
  fc.assert(
    fc.property(instant, hours, calendar, (at, term, calendar) => {
      assert.ok(isWorkingTime(new Date(deadline(at, term, calendar).getTime() - 1), calendar));
    }),
    options,
  );
});

test('it is open from the next opening on, and closed at any time between a closing and that', () => {
  const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(instant, share, calendar, (at, share, calendar) => {
      const opens = nextOpening(at, calendar);
      assert.ok(opens >= at && isWorkingTime(opens, calendar));
      if (isWorkingTime(at, calendar)) return;
      const between = new Date(at.getTime() + Math.floor(share * (opens.getTime() - at.getTime())));
      assert.ok(between >= opens || !isWorkingTime(between, calendar), between.toISOString());
    }),
    options,
  );
});

/** Quarters of an hour as HH:MM. */
function clock(quarters: number): string {
  return [Math.floor(quarters / 4), (quarters % 4) * 15]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
