import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { readSystems } from '../../../docs/generate/sources.ts';
import { durationMs } from '../../../systems/duration.ts';
import { loadSystem } from '../../../systems/load.ts';
import { profileOf } from '../../../systems/profile.ts';
import { approvalTime } from '../../../workflows/contract/approval-time.ts';
import { type Severity, type SeverityProfile, severities } from '../../../workflows/contract/profile.ts';
import { randomSeed, runsOr } from '../../harness/config.ts';

const seed = randomSeed();
const options = { seed, numRuns: runsOr(200) };
test.before(() => console.log(`FC_SEED=${seed}`));

const minute = 60_000;
const roles = ['on-call', 'lead', 'manager', 'cto'] as const;

interface Step {
  role: string;
  after?: string;
}

interface Written {
  response?: string;
  resolution?: string;
  ladder?: { response?: string[]; resolution?: Step[] };
}

const duration = fc
  .tuple(fc.integer({ min: 1, max: 100 }), fc.constantFrom('s', 'm', 'h', 'd'))
  .map(([count, unit]) => `${count}${unit}`);
const business = fc.constantFrom('next business day', '2 business days', '8 business hours');
const term = fc.oneof(duration, business);
const step: fc.Arbitrary<Step> = fc.record(
  { role: fc.constantFrom(...roles), after: fc.oneof(fc.constant('at once'), duration) },
  { requiredKeys: ['role'] },
);
const steps = fc.array(step, { maxLength: 6 });
const ladder = fc.record(
  { response: fc.subarray([...roles], { minLength: 1 }), resolution: steps },
  { requiredKeys: [] },
);
const terms: fc.Arbitrary<Written> = fc.record(
  { response: term, resolution: term, ladder },
  { requiredKeys: [] },
);
const file = fc.record({
  severities: fc.dictionary(fc.constantFrom(...severities), terms, { noNullPrototype: true }),
  ladder,
  own: steps,
  openedAt: fc.date({ min: new Date('2026-01-01'), max: new Date('2036-01-01'), noInvalidDate: true }),
});

/** A random file as Mayday understands it, of each severity beside what is written for it. */
function eachSeverity(holds: (profile: SeverityProfile, written: Written, steps: Step[]) => void): void {
  fc.assert(
    fc.property(file, ({ severities: written, ladder, own, openedAt }) => {
      const text = JSON.stringify({
        system: 'shop',
        title: 'Shop',
        severities: written,
        roles: Object.fromEntries(roles.map((role) => [role, ['ann']])),
        people: { ann: {} },
        ladder,
        runbooks: { securityIncident: { ladder: { resolution: own } } },
      });
      const loaded = loadSystem('shop.yaml', text);
      // A response that takes longer than the resolution is refused.
      fc.pre('system' in loaded);
      const profile = profileOf(loaded.system, loaded.hash, 'securityIncident', openedAt);
      for (const severity of severities) {
        const of = written[severity] ?? {};
        const others = of.ladder?.resolution ?? ladder.resolution ?? [];
        holds(profile.severities[severity], of, [...own, ...others]);
      }
    }),
    options,
  );
}

test('a resolution ladder has each role once, soonest first, and whoever comes at once at its beginning', () => {
  eachSeverity(({ resolutionLadder }) => {
    const times = resolutionLadder.map(({ after }) => after);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    assert.ok(times.every((after) => after >= 0));
    const reached = resolutionLadder.map(({ role }) => role);
    assert.equal(new Set(reached).size, reached.length);
  });
});

test('every role of a resolution ladder comes at the soonest of its times, or at the target; without a target it is left out', () => {
  eachSeverity(({ resolutionLadder, resolution }, _, written) => {
    const soonest = new Map<string, number>();
    for (const { role, after } of written) {
      const at = after === undefined ? resolution : ms(after);
      if (at !== undefined) soonest.set(role, Math.min(at, soonest.get(role) ?? at));
    }
    assert.deepEqual(new Map(resolutionLadder.map(({ role, after }) => [role, after])), soonest);
  });
});

test('targets end after the opening, business time too; a duration counts as it is written', () => {
  eachSeverity(({ response, resolution }, written) => {
    assert.ok(response > 0);
    assert.ok(resolution === undefined || resolution > 0);
    assert.equal(resolution === undefined, written.resolution === undefined);
    for (const [took, promised = ''] of [
      [response, written.response],
      [resolution, written.resolution],
    ] as const) {
      const exact = durationMs(promised);
      if (exact !== undefined) assert.equal(took, exact);
    }
  });
});

test('a decision may take a quarter of the resolution target, never under 5 minutes nor over 15', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 52 * 7 * 24 * 60 * minute }), (resolution) => {
      const deadline = approvalTime(resolution);
      assert.ok(deadline >= 5 * minute && deadline <= 15 * minute);
      if (resolution >= 20 * minute && resolution <= 60 * minute) {
        assert.ok(Math.abs(deadline * 4 - resolution) <= 2);
      }
      assert.ok(approvalTime(resolution + minute) >= deadline);
    }),
    options,
  );
  assert.equal(approvalTime(undefined), 15 * minute);
});

test('every severity of the real systems gives a plan 15 minutes', () => {
  for (const { id, system } of readSystems().filter(({ id }) => id !== 'demo')) {
    const profile = profileOf(system, '', 'generalIncident', new Date());
    const approval = severities.map((severity: Severity) => profile.severities[severity].approval);
    assert.deepEqual(
      approval,
      [15, 15, 15, 15].map((minutes) => minutes * minute),
      id,
    );
  }
});

function ms(after: string): number {
  return after === 'at once' ? 0 : (durationMs(after) ?? Number.NaN);
}
