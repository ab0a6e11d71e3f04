import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { flappingAlerts } from '../../../workflows/incident/flapping.ts';

const minute = 60_000;
const rule = { changes: 4, within: 15 * minute };

/** An alert that changes at these minutes, firing first. */
function changes(minutes: readonly number[], fingerprint = 'f'): TimelineEntry[] {
  return minutes.map((at, i) => {
    const note = [{ fingerprint, name: 'Slow', summary: '', startsAt: `${i}` }];
    const [firing, resolved] = i % 2 === 0 ? [note, []] : [[], note];
    const fact = { kind: 'alerts' as const, firing, resolved, repeated: 0 };
    return { id: `${fingerprint}-${i}`, at: new Date(at * minute).toISOString(), fact };
  });
}

function flapsAt(minutes: readonly number[], now: number): boolean {
  return flappingAlerts(changes(minutes), rule, now * minute).length > 0;
}

describe('an alert flaps', () => {
  const cases: [changes: number[], now: number, flaps: boolean][] = [
    [[0, 1, 2, 3], 3, false],
    [[0, 1, 2, 3, 4], 4, true],
    [[0, 1, 2, 3, 4], 18, true],
    [[0, 1, 2, 3, 4], 19, false],
    [[0, 1, 2, 3, 14], 14, true],
    [[0, 1, 2, 3, 15], 15, false],
    [[0, 1, 2, 3, 4, 18], 30, true],
    [[0, 1, 2, 3, 4, 19], 19, false],
  ];
  for (const [minutes, now, flaps] of cases)
    test(`changes at ${minutes.join(', ')} min, ${flaps ? 'yes' : 'no'} at ${now} min`, () =>
      assert.equal(flapsAt(minutes, now), flaps));
});

test('until as long without a change as the changes count, and one at a time', () => {
  const timeline = [...changes([0, 1, 2, 3, 4], 'a'), ...changes([1, 2], 'b')];
  assert.deepEqual(flappingAlerts(timeline, rule, 5 * minute), [
    { fingerprint: 'a', alert: 'Slow', changes: 5, until: 19 * minute },
  ]);
});

test('never with four changes or fewer, and never once it has been calm', () => {
  const times = fc.array(fc.nat(60), { maxLength: 12 }).map((minutes) => minutes.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(times, fc.nat(100), (minutes, later) => {
      const last = minutes.at(-1) ?? 0;
      const flaps = flapsAt(minutes, last + later);
      if (minutes.length <= 4 || later >= 15) assert.equal(flaps, false);
      const burst = minutes.slice(-5);
      if (burst.length === 5 && last - (burst[0] ?? 0) < 15 && later < 15) assert.equal(flaps, true);
    }),
  );
});
