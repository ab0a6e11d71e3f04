import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { notApproved } from '../../../activities/decisions/judge-approvals.ts';
import { judgeDecision } from '../../../activities/decisions/judge-decision.ts';
import {
  catalogueOf,
  decisionOf,
  gatewayKeys,
  incident,
  now,
  type Person,
  type Proof,
  planOf,
} from '../../../docs/generate/approval-cast.ts';
import { doors, policyWritten, type WrittenPolicy } from '../../../docs/generate/approvals.ts';
import type { Door } from '../../../workflows/contract/people.ts';
import type { Approval } from '../../../workflows/contract/plans.ts';
import type { Needs, Risk } from '../../../workflows/contract/profile.ts';

// The whole product, at random. What is tried is known by how it was made, not by asking the code that judges.

interface Tried {
  by: Person | 'mallory';
  door: Door;
  proof: Proof;
  reason?: string;
  breakGlass?: true;
  decision: 'approve' | 'reject';
  /** s that the decision is old. */
  age: number;
}

interface Product {
  policy: WrittenPolicy;
  risk: Risk;
  /** As somebody wrote into the plan; the policy's own number where none is given. */
  needs?: Needs;
  requestedBy?: Person;
  tried: Tried[];
}

const record = <T>(of: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(of, { noNullPrototype: true });
const word = (...words: ('none' | 'one' | 'two')[]) =>
  fc.option(fc.constantFrom(...words), { nil: undefined });
const maybe = fc.option(fc.boolean(), { nil: undefined });

const policy: fc.Arbitrary<WrittenPolicy> = record({
  approvals: record({
    reversible: word('none', 'one', 'two'),
    disruptive: word('one', 'two') as fc.Arbitrary<'one' | 'two' | undefined>,
  }),
  singleResponder: maybe,
  breakGlass: maybe,
  unverifiedUpTo: fc.option(
    fc.constantFrom('observe' as const, 'reversible' as const, 'disruptive' as const),
    {
      nil: undefined,
    },
  ),
});

/** Mostly what is good: two that hold must come up often. */
const tried: fc.Arbitrary<Tried> = record({
  by: fc.constantFrom<Tried['by'][]>('alice', 'bob', 'cleo', 'alice', 'bob', 'eve', 'mallory'),
  door: fc.constantFrom(...doors),
  proof: fc.oneof(
    { weight: 8, arbitrary: fc.constant<Proof>('own') },
    { weight: 2, arbitrary: fc.constant<Proof>('none') },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Proof[]>(
        "another's",
        'retired',
        'altered',
        'other incident',
        'other plan',
        'other version',
      ),
    },
  ),
  reason: fc.constantFrom('it is needed', 'it is so', 'it has to be', undefined, ' '),
  breakGlass: fc.constantFrom(undefined, undefined, undefined, true as const),
  decision: fc.oneof(
    { weight: 9, arbitrary: fc.constant('approve' as const) },
    { weight: 1, arbitrary: fc.constant('reject' as const) },
  ),
  age: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(0, 10, 299, -299) },
    { weight: 1, arbitrary: fc.constantFrom(301, -301) },
  ),
});

const product: fc.Arbitrary<Product> = record({
  policy,
  risk: fc.constantFrom<Risk[]>('reversible', 'disruptive', 'destructive'),
  needs: fc.option(fc.constantFrom<Needs[]>(0, 1, 2), { nil: undefined, freq: 3 }),
  requestedBy: fc.option(fc.constantFrom<Person[]>('alice', 'bob'), { nil: undefined }),
  tried: fc.array(tried, { maxLength: 3 }),
});

const verified = ({ by, proof }: Tried) => by !== 'mallory' && proof === 'own';

interface Came {
  /** Whether each of them counted when it came in, beside those that counted before. */
  counted: boolean[];
  /** Whether the plan is carried out with all that were tried, whoever says that they counted. */
  withAll: boolean;
  /** The same with those that counted. */
  withCounted: boolean;
}

function play({ policy: written, risk, needs, requestedBy, tried: all }: Product): Came {
  const read = policyWritten(written);
  const plan = planOf(risk, needs ?? read.needs[risk].P0, requestedBy);
  const resolve = (key: string) => key;
  const shared = {
    catalogue: catalogueOf(read),
    resolve,
    gatewayKeys,
    system: 'shop',
    plan,
    keyId: incident,
  };
  const approvals = all.map((each): Approval => {
    const { decision, reason, breakGlass, age } = each;
    const at = new Date(now - age * 1_000).toISOString();
    const said = decisionOf(each.by, each.door, each.proof, { decision, reason, breakGlass, at });
    return { decision: said, asOf: new Date(now).toISOString() };
  });
  const before: Approval[] = [];
  const counted = approvals.map((approval) => {
    const { holds } = judgeDecision({ ...shared, decision: approval.decision, counted: before, now });
    const counts = holds && approval.decision.decision === 'approve';
    if (counts) before.push(approval);
    return counts;
  });
  const isApproved = (given: Approval[]) => notApproved({ ...shared, approvals: given, now }) === undefined;
  return { counted, withAll: isApproved(approvals), withCounted: isApproved(before) };
}

/** What may be carried out, in words of its own; the approvals are those it is carried out with. */
function allowed({ policy: written, risk, requestedBy }: Product, with_: Tried[]): boolean {
  const approvers = ['alice', 'bob', 'cleo'];
  const heights = { observe: 0, reversible: 1, disruptive: 2, destructive: 3 };
  const unsigned = heights[risk] <= heights[written.unverifiedUpTo ?? 'observe'];
  const each = with_.every(
    (one) =>
      one.decision === 'approve' &&
      approvers.includes(one.by) &&
      Math.abs(one.age) <= 300 &&
      (verified(one) || (one.proof === 'none' && unsigned && !one.breakGlass)) &&
      ((risk !== 'destructive' && !one.breakGlass) || (one.reason ?? '').trim() !== ''),
  );
  if (!each) return false;
  const goesAlone = with_.some((one) => one.breakGlass);
  if (goesAlone) return written.breakGlass !== false;
  const names = with_.map((one) => one.by);
  if (new Set(names).size < names.length) return false;
  const ownCounts = risk === 'reversible' || (risk === 'disruptive' && written.singleResponder === true);
  if (!ownCounts && requestedBy !== undefined && names.includes(requestedBy)) return false;
  const least = { observe: 0, reversible: 0, disruptive: 1, destructive: 2 }[risk];
  return names.length >= least;
}

describe('Whatever the policy, the risk, the door and the proof', () => {
  test('nothing is carried out that the rules do not allow, and unsigned nothing counts for what is destructive', () => {
    const carriedOut = { reversible: 0, disruptive: 0, destructive: 0, alone: 0 };
    const property = fc.property(product, (given) => {
      const { counted, withAll, withCounted } = play(given);
      // Whoever says that all of them counted …
      if (withAll) assert.ok(allowed(given, given.tried));
      // … or by the order in which they came in.
      const those = given.tried.filter((_, i) => counted[i]);
      if (withCounted) assert.ok(allowed(given, those));
      for (const { proof, breakGlass } of those) {
        assert.ok(proof !== 'none' || (given.risk !== 'destructive' && !breakGlass));
      }
      if (!withCounted) return;
      carriedOut[given.risk as 'reversible'] += 1;
      if (those.some(({ breakGlass }) => breakGlass)) carriedOut.alone += 1;
    });
    fc.assert(property, { numRuns: 2_000 });
    for (const [what, times] of Object.entries(carriedOut)) assert.ok(times > 10, `${what}: ${times}`);
  });

  test('two different approvers with their own keys and a reason are always enough', () => {
    const two = fc.tuple(product, fc.constantFrom(...doors), fc.constantFrom(...doors));
    fc.assert(
      fc.property(two, ([given, first, second]) => {
        const good = (by: Person, door: Door): Tried => ({
          by,
          door,
          proof: 'own',
          reason: 'it is needed',
          decision: 'approve',
          age: 0,
        });
        const tried = [good('cleo', first), good(given.requestedBy === 'bob' ? 'alice' : 'bob', second)];
        assert.ok(play({ ...given, tried }).withCounted);
      }),
    );
  });

  test('a plan whose number of approvers was written down too low takes as many as its risk does', () => {
    const alice: Tried = {
      by: 'alice',
      door: 'cli',
      proof: 'own',
      reason: 'so',
      decision: 'approve',
      age: 0,
    };
    const one: Product = { policy: {}, risk: 'destructive', needs: 1, tried: [alice] };
    assert.deepEqual(play(one), { counted: [true], withAll: false, withCounted: false });
    assert.equal(play({ ...one, risk: 'disruptive', needs: 0, tried: [] }).withAll, false);
    const byItself: Product = { policy: {}, risk: 'reversible', needs: 0, tried: [] };
    assert.equal(play(byItself).withAll, false, 'the policy does not say so any more');
    assert.ok(play({ ...byItself, policy: { approvals: { reversible: 'none' } } }).withAll);
  });
});
