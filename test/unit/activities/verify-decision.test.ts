import assert from 'node:assert/strict';
import test from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import fc from 'fast-check';
import { judgeDecision } from '../../../activities/decisions/judge-decision.ts';
import { verifyDecision } from '../../../activities/decisions/verify-decision.ts';
import type { Catalogue } from '../../../systems/catalogue.ts';
import type { Verified } from '../../../workflows/contract/activities.ts';
import type { Decision } from '../../../workflows/contract/plans.ts';
import { catalogue, judge, now, people, plan, refusal, resolve, signed, unsigned } from './decision-case.ts';

test('an approval signed by an approver holds, and is verified', () => {
  const by = { kind: 'person', name: 'alice', door: 'cli', verified: true };
  assert.deepEqual(judge(signed()), { holds: true, by });
  assert.equal(judge(signed({ reason: 'all agree' })).holds, true);
});

test('a decision for another incident does not hold', () => {
  assert.equal(
    refusal(signed({ incident: 'key-2' })),
    'The decision was made for another incident: decide in this one.',
  );
});

test('a signature moved here from another incident does not hold', () => {
  const { signature } = signed({ incident: 'key-2' });
  assert.match(refusal({ ...unsigned, signature }), /^The signature does not fit/);
});

test('a decision about another plan, or another version of it, does not hold', () => {
  assert.match(refusal(signed({ plan: 1 })), /^The decision is about plan 1, but plan 2 waits/);
  assert.match(refusal(signed({ hash: 'b'.repeat(64) })), /^The decision is about another version of plan 2/);
});

test('after its deadline nobody can approve or reject a plan', () => {
  const late = now + 60_001;
  const says =
    'Plan 2 expired at 2026-01-31T12:01:00Z: nothing was changed, decide on the plan that follows it.';
  assert.equal(refusal(signed(), { now: late }), says);
  assert.equal(refusal(signed({ decision: 'reject' }), { now: late }), says);
  assert.equal(refusal(signed(), { now: now + 60_000 }), 'it holds');
});

test('an approval is at most five minutes old, and at most five minutes ahead', () => {
  assert.equal(
    refusal(signed({ at: '2026-01-31T11:54:58Z' })),
    'The decision is 302s old, and 5m are the most that count: look at the plan and decide again; if it was made just now, set the clock of that machine.',
  );
  assert.equal(
    refusal(signed({ at: '2026-01-31T12:06:00Z' })),
    'The decision is dated 6m ahead: set the clock of that machine and decide again.',
  );
  assert.match(refusal(signed({ at: 'just now' })), /^The decision's date "just now" cannot be read/);
  assert.equal(refusal(signed({ at: '2026-01-31T11:55:00Z' })), 'it holds');
});

test('somebody who is no approver is told whom to ask, signed or not', () => {
  const says = 'bob is not an approver of demo: ask alice (on-call) or carol (incident-commander).';
  assert.equal(refusal(signed({ actor: 'bob' }, 'bob')), says);
  assert.equal(refusal({ ...unsigned, actor: 'bob' }, { policy: { unverifiedUpTo: 'disruptive' } }), says);
});

test('somebody unknown is told whom to ask', () => {
  const says =
    '"mallory" is not named in the catalogue of demo: ask alice (on-call) or carol (incident-commander).';
  assert.equal(refusal(signed({ actor: 'mallory' })), says);
  assert.equal(refusal({ ...unsigned, actor: 'mallory', decision: 'reject' }), says);
});

test("a signature by somebody else's key does not hold, and says whose it is", () => {
  assert.equal(
    refusal(signed({}, 'bob')),
    "The signature is by bob's key, not by alice's: decide under your own name.",
  );
});

test('an altered decision does not hold, whatever was altered', () => {
  const says =
    "The signature does not fit: the decision was altered, made for another incident, or signed with a key that is not alice's.";
  assert.equal(refusal({ ...signed(), reason: 'added later' }), says);
  assert.equal(refusal({ ...signed(), door: 'demo --yes' }), says);
  assert.equal(refusal({ ...signed(), at: '2026-01-31T11:59:51Z' }), says);
  assert.equal(refusal({ ...signed({ decision: 'reject' }), decision: 'approve' }), says);
  assert.equal(refusal({ ...signed(), decision: 'reject' }), says);
  for (const signature of ['', 'AAAA', ` ${signed().signature}`, `${signed().signature}A`]) {
    assert.equal(refusal({ ...unsigned, signature }), says);
  }
});

test('a flipped bit anywhere in the signature or in the signed text does not hold', () => {
  const whole = signed();
  const signature = Buffer.from(whole.signature ?? '', 'base64');
  fc.assert(
    fc.property(fc.nat(63), fc.nat(7), (byte, bit) => {
      const flipped = Buffer.from(signature);
      flipped[byte] = (flipped[byte] ?? 0) ^ (1 << bit);
      assert.equal(judge({ ...unsigned, signature: flipped.toString('base64') }).holds, false);
    }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom('incident', 'hash', 'actor', 'door', 'at', 'decision'),
      fc.nat(80),
      fc.nat(6),
      (field, place, bit) => {
        const text = Buffer.from(whole[field as 'hash']);
        const at = place % text.length;
        text[at] = (text[at] ?? 0) ^ (1 << bit);
        assert.equal(judge({ ...whole, [field]: text.toString('latin1') }).holds, false);
      },
    ),
  );
});

test('a signature that cannot be checked does not hold', () => {
  assert.match(refusal(signed({ actor: 'carol' })), /^carol has no public key at demo/);
  assert.equal(refusal(signed({ actor: 'dora' })), 'The decision cannot be checked now. MISSING is not set');
  people.set('eve', { name: 'eve', roles: ['on-call'], publicKeys: [{ key: 'RSA' }] });
  assert.match(
    refusal(signed({ actor: 'eve' })),
    /^The decision cannot be checked now. A public key in the settings is not Ed25519/,
  );
  people.delete('eve');
});

test('without a signature nothing that changes a system is approved, unless the policy says so', () => {
  assert.equal(
    refusal(unsigned),
    'This plan is disruptive, and at demo an approval without a signature counts up to observe only: approve with "mayday approve --as alice" and your key.',
  );
  assert.match(
    refusal(unsigned, { policy: { unverifiedUpTo: 'reversible' } }),
    /counts up to reversible only/,
  );
  assert.deepEqual(judge(unsigned, { policy: { unverifiedUpTo: 'disruptive' } }), {
    holds: true,
    by: { kind: 'person', name: 'alice', door: 'cli', verified: false },
  });
});

test('anybody of the system may reject, unsigned and late in coming, since nothing changes', () => {
  const rejection: Decision = { ...unsigned, decision: 'reject', actor: 'bob', at: '2026-01-31T11:00:00Z' };
  assert.deepEqual(judge(rejection, { plan: { risk: 'destructive' } }), {
    holds: true,
    by: { kind: 'person', name: 'bob', door: 'cli', verified: false },
  });
  assert.match(refusal({ ...rejection, signature: signed().signature }), /^The signature does not fit/);
});

test('an unreadable catalogue refuses instead of failing', () => {
  const unreadable = {
    people: () => {
      throw ApplicationFailure.nonRetryable(
        'The file of system demo has to be mended first.',
        'InvalidInput',
      );
    },
  } as Partial<Catalogue> as Catalogue;
  const verified = judgeDecision({
    catalogue: unreadable,
    resolve,
    system: 'demo',
    plan,
    decision: signed(),
    counted: [],
    keyId: 'key-1',
    now,
  });
  assert.equal(
    verified.holds ? '' : verified.because,
    'The decision cannot be checked now. The file of system demo has to be mended first.',
  );
});

const freezes = { inForce: async () => undefined };

test('the activity judges as of when it was scheduled, not of when it got its turn', async () => {
  const environment = new MockActivityEnvironment({ scheduledTimestampMs: now });
  const question = { system: 'demo', keyId: 'key-1', plan, decision: signed(), counted: [] };
  const activity = verifyDecision({ catalogue: catalogue(), resolve, freezes });
  const verified: Verified = await environment.run(activity, question);
  assert.equal(verified.holds, true);
});
