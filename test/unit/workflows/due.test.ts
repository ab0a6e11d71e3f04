import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  approvalDue,
  nextWarning,
  resolutionStepDue,
  responseStepDue,
} from '../../../workflows/incident/due.ts';
import { randomSeed, runsOr } from '../../harness/config.ts';

const seed = randomSeed();
const options = { seed, numRuns: runsOr(500) };
test.before(() => console.log(`FC_SEED=${seed}`));

const minute = 60_000;
const openedAt = Date.parse('2026-11-20T16:00:00Z');
const span = fc.integer({ min: 1, max: 1_000 }).map((minutes) => minutes * minute);
/** Later and later, as the steps of a ladder are. */
const increasing = fc
  .array(span, { minLength: 1, maxLength: 5 })
  .map((gaps) => gaps.map((_, i) => gaps.slice(0, i + 1).reduce((sum, gap) => sum + gap, 0)));

test('the first response target counts from the opening, however late the first page went out', () => {
  const late = { openedAt, reached: 1, lastReachedAt: openedAt + 10 * minute };
  assert.equal(responseStepDue({ responseSteps: [15 * minute] }, late), openedAt + 15 * minute);
});

test('steps in business time come at their own times, and those beyond the ladder at its pace', () => {
  const [monday, tuesday] = [65 * 60 * minute, 89 * 60 * minute];
  const due = (reached: number) =>
    responseStepDue({ responseSteps: [monday, tuesday] }, { openedAt, reached });
  assert.deepEqual(
    [0, 1, 2, 3].map((reached) => due(reached) - openedAt),
    [monday, monday, tuesday, tuesday + (tuesday - monday)],
  );
});

test('no response step comes before its time, nor sooner after the one before than the ladder has them apart', () => {
  fc.assert(
    fc.property(increasing, fc.integer({ min: 2, max: 5 }), span, (responseSteps, reached, late) => {
      fc.pre(reached <= responseSteps.length);
      const [before = 0, own = 0] = responseSteps.slice(reached - 2, reached);
      const lastReachedAt = openedAt + before + late;
      const due = responseStepDue({ responseSteps }, { openedAt, reached, lastReachedAt });
      assert.ok(due >= openedAt + own);
      assert.ok(due >= lastReachedAt + own - before);
    }),
    options,
  );
});

test('every step of the resolution ladder comes once, at its time or a gap after a late one', () => {
  fc.assert(
    fc.property(increasing, fc.array(span), (afters, delays) => {
      const resolutionLadder = afters.map((after, i) => ({ role: `role ${i}`, people: [], after }));
      const climbed: string[] = [];
      let lastClimbedAt: number | undefined;
      for (const [i, { role, after }] of resolutionLadder.entries()) {
        const next = resolutionStepDue({ resolutionLadder }, { openedAt, climbed, lastClimbedAt });
        assert.equal(next?.step.role, role);
        assert.ok((next?.due ?? 0) >= openedAt + after);
        if (lastClimbedAt !== undefined)
          assert.ok((next?.due ?? 0) >= lastClimbedAt + after - (afters[i - 1] ?? 0));
        climbed.push(role);
        lastClimbedAt = (next?.due ?? 0) + (delays[i] ?? 0);
      }
      assert.equal(resolutionStepDue({ resolutionLadder }, { openedAt, climbed, lastClimbedAt }), undefined);
    }),
    options,
  );
});

test('a role that was reached early is not reached again when its time comes', () => {
  const resolutionLadder = [
    { role: 'lead', people: [], after: 15 * minute },
    { role: 'cto', people: [], after: 30 * minute },
  ];
  const lastClimbedAt = openedAt + minute;
  const next = resolutionStepDue({ resolutionLadder }, { openedAt, climbed: ['lead'], lastClimbedAt });
  assert.deepEqual([next?.step.role, next?.due], ['cto', openedAt + 30 * minute]);
});

test('warnings come at 50, 80 and 100 %, and of several that have passed only the last is said', () => {
  fc.assert(
    fc.property(span, fc.constantFrom(0, 50, 80, 100), span, (resolution, warned, passed) => {
      const now = openedAt + passed;
      const next = nextWarning({ resolution }, { openedAt, warned, now });
      if (warned === 100) return assert.equal(next, undefined);
      assert.ok(next && next.percent > warned);
      assert.equal(next.due, openedAt + (resolution * next.percent) / 100);
      const later = [50, 80, 100].filter((percent) => percent > next.percent);
      for (const percent of later) assert.ok(openedAt + (resolution * percent) / 100 > now);
    }),
    options,
  );
  assert.equal(nextWarning({}, { openedAt, warned: 0, now: openedAt }), undefined);
});

test('a question waits a quarter of the time that is left, 5 to 15 minutes, unless the file says how long', () => {
  const due = (passed: number, approvalFixed = false) => {
    const now = openedAt + passed * minute;
    const target = { approval: 15 * minute, approvalFixed, resolution: 240 * minute };
    return (approvalDue(target, { openedAt, now }) - now) / minute;
  };
  assert.deepEqual(
    [0, 180, 200, 230, 300].map((passed) => due(passed)),
    [15, 15, 10, 5, 5],
  );
  assert.equal(due(230, true), 15);
});
