import { notApproved } from '../../activities/decisions/judge-approvals.ts';
import { judgeDecision } from '../../activities/decisions/judge-decision.ts';
import { policyOf } from '../../systems/policy.ts';
import type { SystemFile } from '../../systems/schema.ts';
import type { Door } from '../../workflows/contract/people.ts';
import type { Approval, Decision } from '../../workflows/contract/plans.ts';
import type { Risk } from '../../workflows/contract/profile.ts';
import {
  catalogueOf,
  decisionOf,
  gatewayKeys,
  incident,
  now,
  type Person,
  type Proof,
  planOf,
  type Said,
} from './approval-cast.ts';

export const doors: Door[] = ['cli', 'slack', 'board', 'temporal-ui', 'demo --yes'];
export const changing: Risk[] = ['reversible', 'disruptive', 'destructive'];

/** One way in which a decision comes in; tried at every door. */
export interface Way {
  /** Begins a line of the page. */
  says: string;
  by?: Person | 'mallory';
  proof: Proof;
  said?: Said;
  /** Who has approved the plan before; their approvals count. */
  before?: Person[];
  requestedBy?: Person;
  /** Epoch ms; without it in time. */
  at?: number;
  /** Only at these. */
  doors?: Door[];
}

const alone: Said = { breakGlass: true };

export const ways: Way[] = [
  { says: 'an approver', proof: 'own' },
  { says: 'a second approver', by: 'bob', proof: 'own', before: ['alice'] },
  { says: 'the same approver once more', proof: 'own', before: ['alice'] },
  { says: 'the approver who proposed it', proof: 'own', requestedBy: 'alice' },
  { says: 'an approver who goes alone, with a reason', proof: 'own', said: alone },
  {
    says: 'an approver who goes alone, for their own proposal',
    proof: 'own',
    said: alone,
    requestedBy: 'alice',
  },
  { says: 'an approver who goes alone, without a signature', proof: 'none', said: alone },
  {
    says: 'an approver who goes alone, without a reason',
    proof: 'own',
    said: { ...alone, reason: undefined },
  },
  { says: 'an approver, without a reason', proof: 'own', said: { reason: undefined } },
  { says: 'an approver, without a signature', proof: 'none' },
  { says: "an approver, signed by another's key", proof: "another's" },
  {
    says: 'an approver, signed by a key that has retired',
    proof: 'retired',
    doors: ['cli', 'board', 'temporal-ui', 'demo --yes'],
  },
  { says: "an approver, from another's account", proof: "another's account", doors: ['slack', 'board'] },
  { says: 'an approver, altered after it was signed', proof: 'altered' },
  { says: 'an approver, its signature from another incident', proof: 'other incident' },
  { says: 'an approver, of another plan', proof: 'other plan' },
  { says: 'an approver, of the plan as it was before', proof: 'other version' },
  { says: 'an approver, six minutes old', proof: 'own', said: { at: '2026-01-31T11:54:00Z' } },
  { says: 'an approver, after the plan expired', proof: 'own', at: now + 61_000 },
  { says: 'somebody who is no approver', by: 'eve', proof: 'own' },
  { says: 'somebody unknown', by: 'mallory', proof: 'own', doors: ['cli', 'slack', 'board', 'temporal-ui'] },
  {
    says: 'a rejection by anybody of the system, without a signature',
    by: 'eve',
    proof: 'none',
    said: { decision: 'reject' },
  },
  { says: 'a rejection by somebody unknown', by: 'mallory', proof: 'none', said: { decision: 'reject' } },
];

export type WrittenPolicy = SystemFile['policy'];

export function policyWritten(policy: WrittenPolicy) {
  return policyOf({
    policy: { approvers: ['on-call'], ...policy },
    ladder: {},
    severities: {},
  } as SystemFile);
}

/** What becomes of a decision, or that it does not count and what is said then. */
export type Fate =
  | 'applied'
  | 'waits, then expires'
  | 'rejected'
  | '1 of 2'
  | 'not asked'
  | { refused: string };

/** By the real judge, at severity P0: first as the decision comes in, then as the plan is about to be carried out. */
export function fateOf(policy: WrittenPolicy, risk: Risk, way: Way, door: Door): Fate {
  const read = policyWritten(policy);
  const needs = read.needs[risk].P0;
  const { by = 'alice', proof, said, before = [], requestedBy, at = now } = way;
  if (before.length >= needs && said?.decision !== 'reject') return 'not asked';
  const asOf = (decision: Decision): Approval => ({ decision, asOf: new Date(at).toISOString() });
  const counted = before.map((name) => asOf(decisionOf(name, 'cli', 'own')));
  const plan = planOf(risk, needs, requestedBy);
  const decision = decisionOf(by, door, proof, said);
  const resolve = (key: string) => key;
  const shared = {
    catalogue: catalogueOf(read),
    resolve,
    gatewayKeys,
    system: 'shop',
    plan,
    keyId: incident,
  };
  const judged = judgeDecision({ ...shared, decision, counted, now: at });
  if (!judged.holds) return { refused: judged.because };
  if (decision.decision === 'reject') return 'rejected';
  const because = notApproved({ ...shared, approvals: [...counted, asOf(decision)], now: at });
  if (because === undefined) return 'applied';
  return because === 'Plan 2 needs 2 approvals and has 1.' ? '1 of 2' : { refused: because };
}

/** What becomes of a plan on which nobody decides. */
export function fateOfSilence(policy: WrittenPolicy, risk: Risk): Fate {
  const read = policyWritten(policy);
  const plan = planOf(risk, read.needs[risk].P0);
  const shared = { catalogue: catalogueOf(read), resolve: (key: string) => key, gatewayKeys, system: 'shop' };
  const because = notApproved({ ...shared, plan, keyId: incident, approvals: [], now });
  return because === undefined ? 'applied' : 'waits, then expires';
}
