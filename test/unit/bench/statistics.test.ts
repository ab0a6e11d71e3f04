import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  exact,
  median,
  medianInterval,
  percentile,
  randomFrom,
  ratioInterval,
  reaches,
} from '../../../bench/statistics.ts';

describe('percentiles', () => {
  test('lie between the two nearest samples, whatever their order', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.equal(percentile([10, 20, 30, 40, 50], 0.25), 20);
    assert.ok(Math.abs(percentile([0, 100], 0.99) - 99) < 1e-9);
  });

  test('of nothing are an error, not a number', () => {
    assert.throws(() => median([]), /No sample was taken/);
  });
});

describe('an interval', () => {
  test('is the same for the same samples, and holds its estimate', () => {
    const samples = [1.1, 1.4, 0.9, 1.2, 1.3];
    const { estimate, low, high } = medianInterval(samples);
    assert.deepEqual(medianInterval(samples), { estimate, low, high });
    assert.equal(estimate, 1.2);
    assert.ok(low >= 0.9 && low < estimate && estimate < high && high <= 1.4);
  });

  test('holds the true median in about 95 of 100 draws', () => {
    const random = randomFrom(7);
    const held = Array.from({ length: 200 }, () => Array.from({ length: 25 }, random))
      .map((samples) => medianInterval(samples, 500))
      .filter(({ low, high }) => low <= 0.5 && 0.5 <= high).length;
    assert.ok(held >= 178 && held <= 199, `${held} of 200`);
  });

  test('of ratios goes pair by pair, so that what slows both sides down drops out', () => {
    const { estimate, low, high } = ratioInterval([12, 120, 1_200], [10, 100, 1_000]);
    assert.deepEqual([estimate, low, high], [1.2, 1.2, 1.2]);
    assert.throws(() => ratioInterval([1, 2], [1]), /no pairs/);
    assert.throws(() => ratioInterval([1], [0]), /says nothing/);
  });
});

describe('a target', () => {
  const about = { estimate: 1.35, low: 1.25, high: 1.45 };

  test('is reached as long as the interval does not lie wholly past it', () => {
    assert.ok(reaches(about, { atMost: 1.3 }));
    assert.ok(!reaches(about, { atMost: 1.2 }));
    assert.ok(reaches(about, { atLeast: 1.4 }));
    assert.ok(!reaches(about, { atLeast: 1.5 }));
    assert.ok(reaches(exact(1.3), { atMost: 1.3 }));
  });

  test('that is exact takes nothing beside it', () => {
    assert.ok(reaches(exact(20), { exactly: 20 }));
    assert.ok(!reaches(exact(21), { exactly: 20 }));
    assert.ok(!reaches({ estimate: 20, low: 19, high: 20 }, { exactly: 20 }));
  });
});
