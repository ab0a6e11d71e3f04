import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeDecision } from '../../../activities/decisions/judge-decision.ts';
import { newKeyPair } from '../../../client/keys/private-key.ts';
import { signDecision } from '../../../client/keys/sign.ts';
import type { Catalogue } from '../../../systems/catalogue.ts';
import type { Decision } from '../../../workflows/contract/plans.ts';
import { policyWith } from '../../harness/policies.ts';
import { now, people, plan, resolve, unsigned } from './decision-case.ts';

const gateway = newKeyPair();
const before = newKeyPair();
const account = { user: 'UALICE', team: 'TDEMO' };
const withAccounts = new Map([...people].map(([name, person]) => [name, { ...person }]));
Object.assign(withAccounts.get('alice') ?? {}, { slack: account });
Object.assign(withAccounts.get('bob') ?? {}, { slack: { user: 'UBOB', team: 'TDEMO' } });

const catalogue = {
  people: () => withAccounts,
  policy: () => policyWith({ approvers: ['on-call', 'incident-commander'] }),
} as Partial<Catalogue> as Catalogue;

const click: Decision = { ...unsigned, door: 'slack', slack: account };

function judge(decision: Decision, gatewayKeys: string[] | undefined = [gateway.publicKey]) {
  const verified = judgeDecision({
    catalogue,
    resolve,
    gatewayKeys,
    system: 'demo',
    plan,
    decision,
    counted: [],
    keyId: 'key-1',
    now,
  });
  return verified.holds ? verified.by : verified.because;
}

const vouchedFor = (change: Partial<Decision> = {}, key = gateway) =>
  signDecision(key.privateKeyPem, { ...click, ...change });

describe('a decision from Slack', () => {
  test('holds, and is verified, if a gateway vouches for the account that the catalogue has for the person', () => {
    assert.deepEqual(judge(vouchedFor()), { kind: 'person', name: 'alice', door: 'slack', verified: true });
  });

  test('holds under an older key of the gateway for as long as the worker knows it', () => {
    assert.equal(typeof judge(vouchedFor({}, before), [gateway.publicKey, before.publicKey]), 'object');
    assert.match(
      String(judge(vouchedFor({}, before))),
      /^The signature is by no gateway that the worker knows/,
    );
  });

  test('does not hold when somebody else, or the same id in another workspace, clicked in the name of an approver', () => {
    for (const slack of [{ user: 'UBOB', team: 'TDEMO' }, { user: 'UALICE', team: 'TOTHER' }, undefined]) {
      assert.match(
        String(judge(vouchedFor({ slack }))),
        /^The click came from a Slack account that is not alice's/,
      );
    }
  });

  test('does not hold once its account, plan, person or reason was altered', () => {
    const changes: Partial<Decision>[] = [
      { slack: { ...account, team: 'TOTHER' } },
      { actor: 'carol' },
      { decision: 'reject' },
      { reason: 'added later' },
      { at: '2026-01-31T11:59:51Z' },
    ];
    for (const change of changes) {
      assert.match(String(judge({ ...vouchedFor(), ...change })), /^The signature is by no gateway/);
    }
  });

  test('does not hold under a personal key, and a gateway cannot sign for another door', () => {
    const personal = signDecision(before.privateKeyPem, click);
    assert.match(String(judge(personal)), /^The signature is by no gateway/);
    assert.match(String(judge(vouchedFor({ door: 'cli' }))), /^The signature does not fit/);
  });

  test('counts as unverified where the worker knows no gateway, or the gateway has no key', () => {
    const says = /^This plan is disruptive, and at demo an approval without a signature counts up to observe/;
    assert.match(String(judge(vouchedFor(), [])), says);
    assert.match(String(judge(click)), says);
    const rejection: Decision = { ...click, decision: 'reject' };
    assert.deepEqual(judge(rejection), { kind: 'person', name: 'alice', door: 'slack', verified: false });
  });

  test('of somebody who is no approver, or unknown, says whom to ask', () => {
    const bob = vouchedFor({ actor: 'bob', slack: { user: 'UBOB', team: 'TDEMO' } });
    assert.match(String(judge(bob)), /^bob is not an approver of demo: ask alice \(on-call\)/);
    const stranger = vouchedFor({ actor: 'slack:TX/UX', slack: { user: 'UX', team: 'TX' } });
    assert.match(String(judge(stranger)), /^"slack:TX\/UX" is not named in the catalogue of demo: ask alice/);
  });
});
