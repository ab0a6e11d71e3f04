import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Actor } from '../../../workflows/contract/people.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';
import { severities } from '../../../workflows/contract/profile.ts';
import type { Fact, TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { waitingFor } from '../../../workflows/incident/standing.ts';
import { after, hasEnded, type IncidentState, newIncident } from '../../../workflows/incident/state.ts';

const text = fc.oneof(fc.string({ maxLength: 10 }), fc.constantFrom('__proto__', 'constructor'));
const plan = fc.integer({ min: 1, max: 3 });
const by = fc.constantFrom<Actor>(
  { kind: 'mayday' },
  { kind: 'person', name: 'alice', door: 'cli', verified: true },
);
const finding = fc.record({ check: text, verdict: fc.constantFrom('well', 'sick', 'unknown'), says: text });
const alerts = fc.array(fc.record({ fingerprint: text, name: text, summary: text, startsAt: text }), {
  maxLength: 3,
});

/** Facts of every kind, with the members that the state looks at. */
const members: { [K in Fact['kind']]: Record<string, fc.Arbitrary<unknown>> } = {
  opened: { severity: fc.constantFrom(...severities), by },
  degraded: {},
  alerts: { firing: alerts, resolved: alerts },
  flapping: {},
  explained: { by: text, folded: fc.boolean() },
  explains: {},
  'held open': {},
  paged: { ladder: fc.constantFrom('response', 'resolution'), step: fc.nat(3), role: text },
  'would page': { ladder: fc.constantFrom('response', 'resolution'), step: fc.nat(3), role: text },
  'nobody left to page': {},
  acknowledged: { by },
  'response missed': {},
  checked: { round: fc.nat(5), findings: fc.array(finding, { maxLength: 3 }) },
  planned: { plan: plan.map((id) => ({ id }) as Plan) },
  'would ask': { plan: plan.map((id) => ({ id }) as Plan) },
  'would ask answers': {},
  rehearsed: {
    plan: fc.option(
      plan.map((id) => ({ id }) as Plan),
      { nil: undefined },
    ),
  },
  'dry run over': {},
  'undo asked': { plan, by },
  'nothing to do': {},
  reminded: { plan },
  'approval counted': {
    plan,
    by,
    approval: fc.record({ decision: fc.record({ actor: text }), asOf: text }),
  },
  approved: { plan, by },
  rejected: { plan, by },
  'decision refused': { plan, by },
  'approval expired': { plan },
  'plan withdrawn': { plan },
  applied: { plan },
  'apply refused': { plan },
  'outcome unknown': { plan },
  'waits for target': { plan, target: text, holder: text },
  'target wanted': {},
  'not applied': { plan },
  frozen: { freeze: fc.record({ by: text, reason: text, since: text, system: fc.constant(null) }) },
  thawed: {},
  'rolled out': { plan },
  'not rolled out': { plan },
  improved: { plan },
  'not improved': { plan },
  verified: { findings: fc.array(finding, { maxLength: 3 }) },
  well: {},
  'not well': {},
  monitoring: {},
  relapsed: {},
  'nothing left': {},
  'up to people': {},
  'recheck asked': { by },
  'resolution missed': {},
  'target nears': { percent: fc.constantFrom(50, 80) },
  status: {},
  'handed over': {},
  'update due': {},
  'impact noted': { by, impact: fc.record({ users: fc.nat() }) },
  ticked: { by, item: fc.nat() },
  assigned: { by, to: text },
  'severity changed': { by, to: fc.constantFrom(...severities) },
  'severity suggested': {},
  proposed: { by },
  'answers wanted': { mitigation: text },
  skipped: { by },
  extended: { by, plan, expiresAt: text },
  'taken over': { by },
  'outcome told': { by, plan },
  'change stays': { plan },
  noted: { by, as: fc.constantFrom(undefined, 'update', 'cause') },
  'message refused': {},
  'not configured': {},
  silenced: { alerts: fc.array(fc.record({ fingerprint: text, name: text }), { maxLength: 3 }) },
  'not silenced': {},
  'silence ended': {},
  'silence stays': {},
  'channel away': {},
  'channel back': {},
  'not told': {},
  'maybe told': {},
  ticket: {},
  'publish asked': { by },
  'would tell the public': {
    status: fc.constantFrom('investigating', 'resolved'),
    forPhase: fc.constantFrom('triggered', 'resolved'),
  },
  'public not told': { forPhase: fc.constantFrom('triggered', 'resolved') },
  resolved: { by },
  cancelled: {},
  failed: {},
};

const facts = Object.entries(members).map(([kind, more]) => fc.record({ kind: fc.constant(kind), ...more }));
const fact = fc.oneof(...facts) as fc.Arbitrary<Fact>;
const ending = fact.filter(({ kind }) => ['resolved', 'cancelled', 'failed', 'dry run over'].includes(kind));

function fold(state: IncidentState, told: Fact[]): IncidentState {
  return told
    .map(
      (one, i): TimelineEntry => ({
        id: `${i}`,
        at: `2026-01-01T00:00:${`${i}`.padStart(2, '0')}Z`,
        fact: one,
      }),
    )
    .reduce(after, state);
}

describe('The state of an incident', () => {
  test('follows from any facts in any order, and from facts of a later release', () => {
    const unknown = text.map((kind) => ({ kind }) as unknown as Fact);
    fc.assert(
      fc.property(fc.array(fc.oneof(fact, unknown)), (told) => {
        const state = fold(newIncident('P1'), told);
        assert.ok(waitingFor(state).length > 0);
        assert.equal(state.firing instanceof Object && Object.getPrototypeOf(state.firing), Object.prototype);
      }),
    );
  });

  test('is never changed in place, so that a Reset folds the same facts to the same state', () => {
    fc.assert(
      fc.property(fc.array(fact), fc.array(fact), (before, more) => {
        const state = structuredClone(fold(newIncident('P1'), before));
        const copy = structuredClone(state);
        fold(state, more);
        assert.deepEqual(state, copy);
        assert.deepEqual(structuredClone(fold(newIncident('P1'), before)), state);
      }),
    );
  });

  test('is final after the end', () => {
    fc.assert(
      fc.property(fc.array(fact), ending, fc.array(fact), (before, end, more) => {
        const state = fold(newIncident('P1'), [...before, end]);
        assert.ok(hasEnded(state));
        assert.deepEqual([waitingFor(state), state.pending], ['nothing', undefined]);
        assert.deepEqual(fold(state, more), state);
      }),
    );
  });

  test('knows an alert that fires by any fingerprint, until it resolves', () => {
    fc.assert(
      fc.property(text, (fingerprint) => {
        const alert = { fingerprint, name: 'n', summary: '', startsAt: 's' };
        const fires: Fact = { kind: 'alerts', firing: [alert], resolved: [], repeated: 0 };
        const firing = fold(newIncident('P1'), [fires]);
        assert.deepEqual(Object.keys(firing.firing), [fingerprint]);
        const resolved = fold(firing, [{ ...fires, firing: [], resolved: [alert] }]);
        assert.deepEqual(Object.keys(resolved.firing), []);
      }),
    );
  });

  test('has a plan that waits only between the question and its answer', () => {
    fc.assert(
      fc.property(fc.array(fact), plan, (before, id) => {
        const state = fold(newIncident('P1'), before);
        if (hasEnded(state)) return;
        const asked = fold(state, [{ kind: 'planned', plan: { id } as Plan }]);
        assert.deepEqual([asked.pending?.id, asked.phase], [id, 'mitigating']);
        const decided = fold(asked, [{ kind: 'approval expired', plan: id }]);
        assert.deepEqual([decided.pending, decided.decided[id]?.decision], [undefined, 'expired']);
      }),
    );
  });
});
