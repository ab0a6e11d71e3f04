import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { PoolDependencies } from '../../../activities/dependencies.ts';
import type { Keepers } from '../../../activities/keepers/watch.ts';
import type { Catalogue } from '../../../systems/catalogue.ts';
import type { PoolActivities } from '../../../workflows/contract/activities.ts';
import { type Mitigation, targetIds } from '../../../workflows/contract/mitigations.ts';
import {
  type Approval,
  type Decision,
  decisionText,
  type Plan,
  type PlanParameters,
  type Proposal,
  planHash,
} from '../../../workflows/contract/plans.ts';
import { policyWith } from '../../harness/policies.ts';

export type ApplyOrder = Parameters<PoolActivities['applyPlan']>[0];

const alice = generateKeyPairSync('ed25519');
const mallory = generateKeyPairSync('ed25519');
export const keys = { alice: alice.privateKey, mallory: mallory.privateKey };

/** A catalogue in which only alice may approve. */
export const deps: Pick<PoolDependencies, 'catalogue' | 'resolve'> & Keepers = {
  leases: { holds: async () => true },
  freezes: { inForce: async () => undefined },
  resolve: (text) => text,
  catalogue: {
    policy: () => policyWith({ approvers: ['on-call'] }),
    people: () =>
      new Map([
        ['alice', { name: 'alice', roles: ['on-call'], publicKeys: [{ key: publicText(alice.publicKey) }] }],
        [
          'mallory',
          { name: 'mallory', roles: ['support'], publicKeys: [{ key: publicText(mallory.publicKey) }] },
        ],
      ]),
  } as Partial<Catalogue> as Catalogue,
};

/** An order as the workflow gives it, with the approval of alice unless said otherwise. */
export function order(
  mitigation: Mitigation,
  proposal: Proposal,
  decided: Partial<Decision> = {},
  parameters?: PlanParameters,
): ApplyOrder {
  const keyId = '3c7f0000-0000-4000-8000-000000000001';
  const plan: Plan = {
    ...proposal,
    id: 1,
    hash: planHash(mitigation.name, 1, proposal.targets, parameters),
    mitigation: mitigation.name,
    title: mitigation.title,
    risk: mitigation.risk,
    needs: 1,
    parameters,
    round: 1,
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
  };
  const decision: Decision = {
    incident: keyId,
    plan: plan.id,
    hash: plan.hash,
    decision: 'approve',
    actor: 'alice',
    door: 'cli',
    at: new Date().toISOString(),
    ...decided,
  };
  const approvals = [approval(signed(decision, keys.alice))];
  const leases = targetIds(mitigation).map((target) => ({ target, token: 1 }));
  return { system: 'shop', keyId, mitigation, plan, approvals, leases };
}

/** Of a decision that has just been verified. */
export function approval(decision: Decision): Approval {
  return { decision, asOf: new Date().toISOString() };
}

export function signed(decision: Decision, key: KeyObject): Decision {
  return { ...decision, signature: sign(null, Buffer.from(decisionText(decision)), key).toString('base64') };
}

function publicText(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}

/** The same where mallory may approve beside alice; what is destructive takes both. */
export const twoApprovers: typeof deps = {
  ...deps,
  catalogue: {
    ...deps.catalogue,
    people: (system: string) => {
      const known = new Map(deps.catalogue.people(system));
      const mallory = known.get('mallory');
      if (mallory) known.set('mallory', { ...mallory, roles: ['on-call'] });
      return known;
    },
  },
};
