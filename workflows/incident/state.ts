import type { Finding } from '../contract/findings.ts';
import type { Freeze } from '../contract/freeze.ts';
import type { ChangeInEffect, Impact, Phase } from '../contract/incident.ts';
import type { PlanStatus } from '../contract/notices.ts';
import { type Actor, personName } from '../contract/people.ts';
import type { Approval, Plan, PlanParameters } from '../contract/plans.ts';
import type { Risk, Severity } from '../contract/profile.ts';
import type { TimelineEntry } from '../contract/timeline.ts';
import { changedInPart, changes } from './in-effect.ts';
import { concernsPublic, type Publicly, publiclyAfter } from './publicly.ts';

/** What became of a plan. */
export interface Decided {
  decision: Exclude<PlanStatus, 'waiting'>;
  by?: Actor;
  /** Who approved it before, where it needed more than one. */
  also?: string[];
  at: string;
}

/** What is remembered of a plan once it does not wait any more. */
export interface Asked {
  hash: string;
  title: string;
  risk: Risk;
  mitigation: string;
  inverse?: PlanParameters;
  temporary: boolean;
  undoes?: number;
  parameters?: PlanParameters;
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
  /** A mitigation that cannot be planned before somebody answers. */
  answersWanted?: string;
  /** Of the waiting plan, which needs more of them. */
  approvals: Approval[];
  /** The plan of which nobody knows what it did. */
  unknownOutcome?: number;
  /** What was asked, by plan id, without its targets. */
  asked: Record<number, Asked>;
  /** By plan id. */
  decided: Record<number, Decided>;
  /** Fingerprint → start of the episode that fires now. */
  firing: Record<string, string>;
  /** Steps of the response ladder that were reached. */
  reached: number;
  lastReachedAt?: string;
  /** Of both ladders. */
  rolesReached: string[];
  /** Roles of the resolution ladder that were reached, and when the last one was. */
  climbed: string[];
  lastClimbedAt?: string;
  /** Percent of the resolution target already warned of; 100 = missed. */
  warned: number;
  commander?: string;
  takenOverBy?: Actor;
  frozen?: Freeze;
  /** The incident that explains it; `folded`: it stands for it. */
  explainedBy?: { incident: string; folded: boolean };
  /** An approved plan waits until another incident has changed the target. */
  waitsForTarget?: { plan: number; target: string; holder: string };
  lastUpdateAt?: string;
  monitoringUntil?: string;
  inEffect: ChangeInEffect[];
  /** Fingerprints of the alerts that the Alertmanager is silent about. */
  silenced?: string[];
  impact?: Impact;
  ticket?: string;
  /** What the public knows; absent as long as nobody thought of telling it. */
  publicly?: Publicly;
  /** Who did an item of the checklist, by its number. */
  ticked: Record<number, Actor>;
  /** Nothing is left to offer: only people can go on. */
  upToPeople: boolean;
  /** The round of the last checks. */
  lookedInRound: number;
  endedAt?: string;
}

export function newIncident(severity: Severity): IncidentState {
  return {
    phase: 'triggered',
    severity,

    findings: [],
    plans: 0,
    approvals: [],
    asked: {},
    decided: {},
    firing: {},
    reached: 0,
    rolesReached: [],
    climbed: [],
    warned: 0,
    inEffect: [],
    ticked: {},
    upToPeople: false,
    lookedInRound: 0,
  };
}

/** The state after one more fact; after the end nothing changes it any more. */
export function after(state: IncidentState, { at, fact }: TimelineEntry): IncidentState {
  if (hasEnded(state)) return state;
  if (concernsPublic(fact)) return afterPublic(state, { id: '', at, fact });
  switch (fact.kind) {
    case 'alerts': {
      const firing = new Map(Object.entries(state.firing));
      for (const { fingerprint, startsAt } of fact.firing) firing.set(fingerprint, startsAt);
      for (const { fingerprint, startsAt } of fact.resolved) {
        // A late word on an earlier episode does not end the one that fires now.
        if ((firing.get(fingerprint) ?? '') <= startsAt) firing.delete(fingerprint);
      }
      // A new episode, or the last one over, is a reason to look again.
      const upToPeople = state.upToPeople && fact.firing.length === 0 && firing.size > 0;
      return { ...state, upToPeople, firing: Object.fromEntries(firing) };
    }
    case 'paged':
    case 'would page': {
      const rolesReached = [...new Set([...state.rolesReached, fact.role])];
      if (fact.ladder === 'response')
        return { ...state, rolesReached, reached: fact.step + 1, lastReachedAt: at };
      return { ...state, rolesReached, climbed: [...state.climbed, fact.role], lastClimbedAt: at };
    }
    case 'target nears':
      return { ...state, warned: fact.percent };
    case 'resolution missed':
      return { ...state, warned: 100 };
    case 'status':
      return { ...state, lastUpdateAt: at };
    case 'noted':
      return fact.as === 'update' ? { ...state, lastUpdateAt: at } : state;
    case 'impact noted':
      return { ...state, impact: { ...state.impact, ...fact.impact } };
    case 'ticket':
      return { ...state, ticket: fact.where };
    case 'ticked':
      return { ...state, ticked: { ...state.ticked, [fact.item]: fact.by } };
    case 'assigned':
      return { ...state, commander: fact.to };
    case 'severity changed':
      return { ...state, severity: fact.to, warned: 0 };
    case 'taken over':
      return {
        ...state,
        phase: 'mitigating',
        upToPeople: false,
        answersWanted: undefined,
        takenOverBy: fact.by,
      };
    case 'recheck asked':
      return { ...state, upToPeople: false, takenOverBy: undefined };
    case 'answers wanted':
      return { ...state, phase: 'mitigating', answersWanted: fact.mitigation };
    case 'proposed':
    case 'undo asked':
    case 'skipped':
      return { ...state, upToPeople: false, answersWanted: undefined };
    case 'outcome unknown':
      return { ...state, unknownOutcome: fact.plan };
    case 'outcome told': {
      const inEffect = fact.outcome === 'done' ? changes(state, fact.plan) : state.inEffect;
      return { ...state, unknownOutcome: undefined, inEffect };
    }
    case 'extended':
      return { ...state, pending: state.pending && { ...state.pending, expiresAt: fact.expiresAt } };
    case 'nothing to do':
      return { ...state, inEffect: state.inEffect.filter(({ plan }) => plan !== fact.undone) };
    case 'applied':
      return { ...state, inEffect: changes(state, fact.plan) };
    case 'waits for target': {
      const { plan, target, holder } = fact;
      return { ...state, waitsForTarget: { plan, target, holder } };
    }
    case 'not applied':
      return { ...state, waitsForTarget: undefined };
    case 'apply refused':
      return { ...state, inEffect: changedInPart(state, fact) };
    case 'explained':
      return { ...state, explainedBy: { incident: fact.by, folded: fact.folded } };
    case 'frozen':
      return { ...state, frozen: fact.freeze };
    case 'thawed':
      return { ...state, frozen: undefined };
    case 'acknowledged':
      return { ...state, acknowledged: { by: fact.by, at } };
    case 'checked':
      return {
        ...state,
        // Checks that somebody asked for beside the story are of the same round and change nothing.
        upToPeople: state.upToPeople && fact.round <= state.lookedInRound,
        lookedInRound: fact.round,
        findings: latest(state.findings, fact.findings),
      };
    case 'planned':
      return {
        ...state,
        phase: 'mitigating',
        answersWanted: undefined,
        plans: fact.plan.id,
        pending: fact.plan,
        approvals: [],
        asked: { ...state.asked, [fact.plan.id]: withoutTargets(fact.plan) },
      };
    case 'approval counted':
      return { ...state, approvals: [...state.approvals, fact.approval] };
    case 'approved': {
      const last = personName(fact.by);
      const also = state.approvals.map(({ decision }) => decision.actor).filter((name) => name !== last);
      return decided(state, fact.plan, { decision: fact.kind, by: fact.by, also, at });
    }
    case 'rejected':
      return decided(state, fact.plan, { decision: fact.kind, by: fact.by, at });
    case 'approval expired':
      return decided(state, fact.plan, { decision: 'expired', at });
    case 'plan withdrawn':
      return decided(state, fact.plan, { decision: 'withdrawn', at });
    case 'would ask':
      return {
        ...state,
        phase: 'mitigating',
        answersWanted: undefined,
        plans: fact.plan.id,
        upToPeople: true,
      };
    case 'would ask answers':
      return { ...state, phase: 'mitigating', upToPeople: true };
    case 'rehearsed':
      return { ...state, plans: fact.plan?.id ?? state.plans };
    case 'dry run over':
      return { ...state, phase: 'resolved', pending: undefined, endedAt: at };
    case 'verified':
      return { ...state, findings: latest(state.findings, fact.findings) };
    case 'well':
    case 'not well':
      return fact.finding ? { ...state, findings: latest(state.findings, [fact.finding]) } : state;
    case 'nothing left':
    case 'up to people':
      return { ...state, upToPeople: true, answersWanted: undefined };
    case 'monitoring':
      return {
        ...state,
        phase: 'monitoring',
        upToPeople: false,
        answersWanted: undefined,
        monitoringUntil: fact.until,
      };
    case 'silenced':
      return { ...state, silenced: fact.alerts.map(({ fingerprint }) => fingerprint) };
    case 'silence ended':
      return { ...state, silenced: undefined };
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

/** A text for the public waits beside what the story asks, and changes nothing about it. */
function afterPublic(state: IncidentState, { at, fact }: TimelineEntry): IncidentState {
  const publicly = publiclyAfter(state.publicly ?? { plans: 0 }, fact);
  const now = { ...state, publicly };
  if (fact.kind === 'planned') {
    return { ...now, asked: { ...state.asked, [fact.plan.id]: withoutTargets(fact.plan) } };
  }
  const how = decisionOf(fact, at);
  return how ? { ...now, decided: { ...state.decided, [how.plan]: how.decided } } : now;
}

function decisionOf(fact: TimelineEntry['fact'], at: string): { plan: number; decided: Decided } | undefined {
  switch (fact.kind) {
    case 'approved':
    case 'rejected':
      return { plan: fact.plan, decided: { decision: fact.kind, by: fact.by, at } };
    case 'approval expired':
      return { plan: fact.plan, decided: { decision: 'expired', at } };
    case 'plan withdrawn':
      return { plan: fact.plan, decided: { decision: 'withdrawn', at } };
    default:
      return undefined;
  }
}

export function hasEnded(state: IncidentState): boolean {
  return state.endedAt !== undefined;
}

function withoutTargets(plan: Plan): Asked {
  const { hash, title, risk, mitigation, inverse, temporary = false, undoes, parameters } = plan;
  return { hash, title, risk, mitigation, inverse, temporary, undoes, parameters };
}

function decided(state: IncidentState, plan: number, how: Decided): IncidentState {
  return { ...state, pending: undefined, approvals: [], decided: { ...state.decided, [plan]: how } };
}

function latest(before: Finding[], now: Finding[]): Finding[] {
  const asked = new Set(now.map((finding) => finding.check));
  return [...before.filter((finding) => !asked.has(finding.check)), ...now];
}
