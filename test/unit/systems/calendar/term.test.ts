import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseTerm, type Term, termPattern, termText } from '../../../../systems/calendar/term.ts';
import { durationMs } from '../../../../systems/duration.ts';

test('a term is a duration, the next business day, or so many business hours or days', () => {
  const table: Record<string, Term> = {
    '15m': 900_000,
    '52w': 52 * 604_800_000,
    'next business day': { business: 'days', count: 1 },
    '1 business day': { business: 'days', count: 1 },
    '2 business days': { business: 'days', count: 2 },
    '1 business hour': { business: 'hours', count: 1 },
    '8 business hours': { business: 'hours', count: 8 },
    '999 business hours': { business: 'hours', count: 999 },
  };
  for (const [text, term] of Object.entries(table)) assert.deepEqual(parseTerm(text), term, text);
});

test('nothing else is a term', () => {
  const wrong = [
    '',
    '53w',
    '0 business hours',
    '1000 business days',
    '1.5 business days',
    '-1 business days',
    'business day',
    'Next business day',
    'next business days',
    'next business day\n',
    '2 business weeks',
    '2  business days',
    '2 working days',
    '15m, 2 business days',
  ];
  for (const text of wrong) assert.equal(parseTerm(text), undefined, JSON.stringify(text));
});

const business = fc
  .tuple(fc.constantFrom('hours', 'days'), fc.integer({ min: 1, max: 999 }))
  .map(([business, count]) => ({ business, count }));

test('what is written in words reads back as the same term', () => {
  const seconds = fc.integer({ min: 1, max: 52 * 604_800 }).map((count) => count * 1000);
  fc.assert(
    fc.property(fc.oneof(seconds, business), (term) => assert.deepEqual(parseTerm(termText(term)), term)),
  );
  assert.equal(termText({ business: 'days', count: 1 }), 'next business day');
  assert.equal(termText({ business: 'hours', count: 1 }), '1 business hour');
  assert.equal(termText({ business: 'days', count: 2 }), '2 business days');
});

test('the pattern of terms takes all that the loader takes, and else only what is longer than 52 weeks', () => {
  const nearly = fc.stringMatching(/^[0-9]{0,4} ?(next)? ?business (day|hour)s?.?$/);
  const written = fc.oneof(fc.string(), nearly, fc.stringMatching(/^[0-9]{0,10}[smhdwy]?$/));
  fc.assert(
    fc.property(written, (text) => {
      const taken = parseTerm(text) !== undefined;
      if (taken) assert.match(text, termPattern);
      else if (termPattern.test(text)) assert.ok(durationMs(text.replace(/^\d+/, '1')) !== undefined);
    }),
  );
});
