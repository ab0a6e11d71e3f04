import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { judgeDecision } from '../../../activities/decisions/judge-decision.ts';
import { newKeyPair } from '../../../client/keys/private-key.ts';
import { signDecision } from '../../../client/keys/sign.ts';
import type { Approver, Catalogue } from '../../../systems/catalogue.ts';
import type { SignedIn } from '../../../workflows/contract/people.ts';
import type { Decision } from '../../../workflows/contract/plans.ts';
import { policyWith } from '../../harness/policies.ts';
import { now, plan, unsigned } from './decision-case.ts';

const gateway = newKeyPair();
const stranger = newKeyPair();
const [alice, before, otherAlice, bob] = [newKeyPair(), newKeyPair(), newKeyPair(), newKeyPair()].map(
  ({ publicKey }) => publicKey,
) as [string, string, string, string];

const approver = (name: string, publicKeys: Approver['publicKeys'], email?: string): [string, Approver] => [
  name,
  { name, roles: ['on-call'], publicKeys, email },
];

/** Two systems, each with an alice of its own. */
const files: Record<string, Map<string, Approver>> = {
  demo: new Map([
    approver(
      'alice',
      [{ key: alice }, { key: before, until: '2026-01-30T23:59:59.999Z' }],
      'Alice@example.com',
    ),
    approver('bob', [{ key: bob }], 'bob@example.com'),
  ]),
  bank: new Map([approver('alice', [{ key: otherAlice }])]),
};
const catalogue = {
  people: (system: string) => files[system] ?? new Map(),
  policy: () => policyWith({ approvers: ['on-call'] }),
} as Partial<Catalogue> as Catalogue;

const board: Decision = { ...unsigned, door: 'board', signedIn: { key: alice } };

const vouchedFor = (change: Partial<Decision> = {}, key = gateway) =>
  signDecision(key.privateKeyPem, { ...board, ...change });

function judge(decision: Decision, gatewayKeys: string[] = [gateway.publicKey], system = 'demo') {
  const resolve = (text: string) => text;
  const judged = judgeDecision({
    catalogue,
    resolve,
    gatewayKeys,
    system,
    plan,
    decision,
    counted: [],
    keyId: 'key-1',
    now,
  });
  return judged.holds ? judged.by : judged.because;
}

const verified = { kind: 'person', name: 'alice', door: 'board', verified: true };

describe('a decision from the board', () => {
  test('is verified if a gateway vouches for a session of the actor: by key, or by mail in any case', () => {
    assert.deepEqual(judge(vouchedFor()), verified);
    assert.deepEqual(judge(vouchedFor({ signedIn: { email: 'alice@Example.com' } })), verified);
  });

  test("does not hold from another's session, nor from that of somebody of the same name elsewhere", () => {
    const sessions: [SignedIn | undefined, RegExp][] = [
      [
        { key: bob },
        /signed in with a key that is not alice's in the catalogue of demo: write the right one/,
      ],
      [{ key: otherAlice }, /signed in with a key that is not alice's/],
      [{ email: 'bob@example.com' }, /signed in as bob@example.com, which is not alice's mail address/],
      [{ email: '' }, /signed in as , which is not alice's/],
      [undefined, /signed in with a key that is not alice's/],
    ];
    for (const [signedIn, says] of sessions) assert.match(String(judge(vouchedFor({ signedIn }))), says);
    assert.match(String(judge(vouchedFor(), undefined, 'bank')), /not alice's in the catalogue of bank/);
  });

  test('does not hold from a session whose key has retired since', () => {
    assert.match(
      String(judge(vouchedFor({ signedIn: { key: before } }))),
      /signed in with a key of alice's that counted until 2026-01-30: sign in with the one that replaced it/,
    );
  });

  test('does not hold when no gateway of ours vouches, and a gateway vouches for its own doors only', () => {
    const says = /^The signature is by no gateway that the worker knows/;
    assert.match(String(judge(vouchedFor({}, stranger))), says);
    assert.match(String(judge(vouchedFor({ door: 'cli' }))), /^The signature does not fit/);
    assert.match(String(judge({ ...vouchedFor(), door: 'slack' })), says);
  });

  test('counts as unverified where the worker knows no gateway, or the gateway has no key', () => {
    const says = /^This plan is disruptive, and at demo an approval without a signature counts up to observe/;
    assert.match(String(judge(vouchedFor(), [])), says);
    assert.match(String(judge(board)), says);
    assert.deepEqual(judge({ ...board, decision: 'reject' }), { ...verified, verified: false });
  });

  test('does not hold once a single character of it was altered', () => {
    const decision = vouchedFor({ reason: 'it is needed', signedIn: { email: 'alice@example.com' } });
    const texts = ['actor', 'at', 'reason', 'signature', 'email'] as const;
    const change = fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.string({ minLength: 1, maxLength: 1 }));
    const property = fc.property(change, ([name, at, other]) => {
      const text = name === 'email' ? 'alice@example.com' : String(decision[name]);
      const i = at % text.length;
      const altered = text.slice(0, i) + other + text.slice(i + 1);
      fc.pre(altered !== text);
      const changed =
        name === 'email' ? { ...decision, signedIn: { email: altered } } : { ...decision, [name]: altered };
      assert.equal(typeof judge(changed), 'string', `${name}: ${altered}`);
    });
    fc.assert(property, { numRuns: 500 });
  });
});
