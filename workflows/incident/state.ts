import type { Finding } from '../contract/findings.ts';
import type { Phase } from '../contract/incident.ts';
import type { Notice, PlanStatus } from '../contract/notices.ts';
import type { Actor } from '../contract/people.ts';
import type { Plan } from '../contract/plans.ts';
import type { Severity } from '../contract/profile.ts';
import type { Fact, TimelineEntry } from '../contract/timeline.ts';

/** What became of a plan. */
export interface Decided {
  decision: Exclude<PlanStatus, 'waiting'>;
  by?: Actor;
  at: string;
}

/** An incident as its timeline tells it. */
export interface IncidentState {
  phase: Phase;
  severity: Severity;
  acknowledged?: { by: Actor; at: string };
  /** The last word of every check. */
  findings: Finding[];
  plans: number;
  pending?: Plan;
  /** What was asked, by plan id. */
  asked: Record<number, { hash: string; title: string }>;
  /** By plan id. */
  decided: Record<number, Decided>;
  /** Fingerprint → start of the episode that fires now. */
  firing: Record<string, string>;
  /** Ladder steps reached. */
  reached: number;
  lastReachedAt?: string;
  /** Nothing is left to offer: only people can go on. */
  upToPeople: boolean;
  endedAt?: string;
}

export function newIncident(severity: Severity): IncidentState {
  return {
    phase: 'triggered',
    severity,

    findings: [],
    plans: 0,
    asked: {},
    decided: {},
    firing: {},
    reached: 0,
    upToPeople: false,
  };
}

/** The state after one more fact; after the end nothing changes it any more. */
export function after(state: IncidentState, { at, fact }: TimelineEntry): IncidentState {
  if (hasEnded(state)) return state;
  switch (fact.kind) {
    case 'alerts': {
      const firing = new Map(Object.entries(state.firing));
      for (const { fingerprint, startsAt } of fact.firing) firing.set(fingerprint, startsAt);
      for (const { fingerprint } of fact.resolved) firing.delete(fingerprint);
      return { ...state, firing: Object.fromEntries(firing) };
    }
    case 'paged':
      return { ...state, reached: fact.step + 1, lastReachedAt: at };
    case 'acknowledged':
      return { ...state, acknowledged: { by: fact.by, at } };
    case 'checked':
      return { ...state, upToPeople: false, findings: latest(state.findings, fact.findings) };
    case 'planned':
      return {
        ...state,
        phase: 'mitigating',
        plans: fact.plan.id,
        pending: fact.plan,
        asked: { ...state.asked, [fact.plan.id]: { hash: fact.plan.hash, title: fact.plan.title } },
      };
    case 'approved':
    case 'rejected':
      return decided(state, fact.plan, { decision: fact.kind, by: fact.by, at });
    case 'approval expired':
      return decided(state, fact.plan, { decision: 'expired', at });
    case 'plan withdrawn':
      return decided(state, fact.plan, { decision: 'withdrawn', at });
    case 'nothing left':
      return { ...state, upToPeople: true };
    case 'monitoring':
      return { ...state, phase: 'monitoring', upToPeople: false };
    case 'relapsed':
      return { ...state, phase: 'mitigating' };
    case 'resolved':
    case 'cancelled':
    case 'failed':
      return { ...state, phase: fact.kind, pending: undefined, endedAt: at };
    default:
      return state;
  }
}

/** What has become of the plan that a fact is about; undefined for facts about no plan's decision. */
export function planOf(state: IncidentState, fact: Fact): Notice['plan'] {
  if (fact.kind === 'planned') return planStatus(state, fact.plan.id);
  if (!('plan' in fact) || typeof fact.plan !== 'number') return undefined;
  return planStatus(state, fact.plan);
}

function planStatus(state: IncidentState, id: number): Notice['plan'] {
  const asked = state.asked[id];
  return asked && { id, ...asked, status: state.decided[id]?.decision ?? 'waiting' };
}

/** What the incident waits for, in words. */
export function waitingFor(state: IncidentState): string {
  if (hasEnded(state)) return 'nothing';
  if (state.pending) return `approval of plan ${state.pending.id}`;
  if (state.upToPeople) return 'people';
  if (state.phase === 'monitoring') return 'stability';
  return state.acknowledged ? 'the runbook' : 'acknowledgement';
}

export function hasEnded(state: IncidentState): boolean {
  return state.endedAt !== undefined;
}

function decided(state: IncidentState, plan: number, how: Decided): IncidentState {
  return { ...state, pending: undefined, decided: { ...state.decided, [plan]: how } };
}

function latest(before: Finding[], now: Finding[]): Finding[] {
  const asked = new Set(now.map((finding) => finding.check));
  return [...before.filter((finding) => !asked.has(finding.check)), ...now];
}
