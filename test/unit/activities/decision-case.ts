import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { judgeDecision } from '../../../activities/decisions/judge-decision.ts';
import type { Approver, Catalogue } from '../../../systems/catalogue.ts';
import type { SystemFile } from '../../../systems/schema.ts';
import { type Decision, decisionText, type Plan } from '../../../workflows/contract/plans.ts';
import { policyWith } from '../../harness/policies.ts';

/** The keys of two people of the case below; carol and dora have none that can be had. */
export const keys = { alice: generateKeyPairSync('ed25519'), bob: generateKeyPairSync('ed25519') };
const spki = (key: KeyObject) => key.export({ format: 'der', type: 'spki' }).toString('base64');

export const people = new Map<string, Approver>([
  ['alice', { name: 'alice', roles: ['on-call'], publicKeys: [{ key: 'ALICE' }] }],
  ['bob', { name: 'bob', roles: ['support'], publicKeys: [{ key: 'BOB' }] }],
  ['carol', { name: 'carol', roles: ['incident-commander', 'support'], publicKeys: [] }],
  ['dora', { name: 'dora', roles: ['support'], publicKeys: [{ key: 'MISSING' }] }],
]);

export function catalogue(policy: SystemFile['policy'] = {}) {
  return {
    people: () => people,
    policy: () => policyWith({ approvers: ['on-call', 'incident-commander'], ...policy }),
  } as Partial<Catalogue> as Catalogue;
}

export function resolve(reference: string): string {
  if (reference === 'ALICE') return spki(keys.alice.publicKey);
  if (reference === 'BOB') return spki(keys.bob.publicKey);
  if (reference === 'RSA') return spki(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey);
  throw ApplicationFailure.nonRetryable(`${reference} is not set`, 'InvalidInput');
}

export const now = Date.parse('2026-01-31T12:00:00Z');

export const plan: Plan = {
  id: 2,
  hash: 'a'.repeat(64),
  mitigation: 'terminateIdleSessions',
  title: 'Terminate idle sessions',
  risk: 'disruptive',
  needs: 1,
  round: 1,
  expiresAt: '2026-01-31T12:01:00Z',
  targets: [],
  preview: [],
  observed: '',
  predicted: '',
  blastRadius: '',
  undo: null,
};

export const unsigned: Decision = {
  incident: 'key-1',
  plan: 2,
  hash: plan.hash,
  decision: 'approve',
  actor: 'alice',
  door: 'cli',
  at: '2026-01-31T11:59:50Z',
};

export function signed(change: Partial<Decision> = {}, by: keyof typeof keys = 'alice'): Decision {
  const decision = { ...unsigned, ...change };
  const signature = sign(null, Buffer.from(decisionText(decision)), keys[by].privateKey).toString('base64');
  return { ...decision, signature };
}

interface Given {
  plan?: Partial<Plan>;
  policy?: SystemFile['policy'];
  counted?: Decision[];
  now?: number;
}

export function judge(decision: Decision, given: Given = {}) {
  return judgeDecision({
    catalogue: catalogue(given.policy),
    resolve,
    system: 'demo',
    plan: { ...plan, ...given.plan },
    decision,
    counted: (given.counted ?? []).map((each) => ({ decision: each, asOf: each.at })),
    keyId: 'key-1',
    now: given.now ?? now,
  });
}

export function refusal(decision: Decision, given?: Parameters<typeof judge>[1]): string {
  const verified = judge(decision, given);
  return verified.holds ? 'it holds' : verified.because;
}
