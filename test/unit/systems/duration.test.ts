import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { durationMs, durationText } from '../../../systems/duration.ts';

const year = 52 * 7 * 24 * 60 * 60;

test('a duration is a count and a unit', () => {
  const table: Record<string, number> = {
    '1s': 1_000,
    '30s': 30_000,
    '15m': 900_000,
    '4h': 14_400_000,
    '1d': 86_400_000,
    '1w': 604_800_000,
    '52w': year * 1000,
  };
  for (const [text, ms] of Object.entries(table)) assert.equal(durationMs(text), ms, text);
});

test('nothing else is a duration', () => {
  const wrong = [
    '',
    '5',
    '0s',
    '-1s',
    '1.5h',
    '5 m',
    ' 5m',
    '5m\n',
    '5ms',
    '1h30m',
    '5M',
    '٣s',
    '53w',
    '999999999w',
  ];
  for (const text of wrong) assert.equal(durationMs(text), undefined, JSON.stringify(text));
});

test('what is written in words reads back as the same number', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: year }), (seconds) => {
      assert.equal(durationMs(durationText(seconds * 1000)), seconds * 1000);
    }),
  );
});

test('any text is a whole number of ms over 0, or no duration', () => {
  const nearly = fc.stringMatching(/^[0-9. -]{0,4}[smhdwx]{0,2}$/);
  fc.assert(
    fc.property(fc.oneof(fc.string(), nearly), (text) => {
      const ms = durationMs(text);
      assert.ok(ms === undefined || (Number.isSafeInteger(ms) && ms > 0 && ms <= year * 1000));
    }),
  );
});
