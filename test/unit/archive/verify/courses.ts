import type { Course } from '../../../../archive/verify/course.ts';
import type { Run } from '../../../../archive/verify/run.ts';
import { linkOf } from '../../../../workflows/contract/audit.ts';
import { hashOf, incidentName } from '../../../../workflows/contract/keys.ts';
import type { Actor } from '../../../../workflows/contract/people.ts';
import type { Plan } from '../../../../workflows/contract/plans.ts';
import type { SeverityProfile, SystemProfile } from '../../../../workflows/contract/profile.ts';
import type { Fact, TimelineEntry } from '../../../../workflows/contract/timeline.ts';

export const keyId = '01979a52-0000-7000-9000-000000000001';
export const alice: Actor = { kind: 'person', name: 'alice', door: 'cli', verified: true };
export const mayday: Actor = { kind: 'mayday' };
const opened = Date.UTC(2026, 0, 1, 3, 12);
export const minute = 60_000;

/** A fact, and how many minutes after the opening it was noted; without it, right after the one before. */
export type Noted = Fact | [minutes: number, fact: Fact];

/** Facts in a real chain. */
export function timelineOf(noted: readonly Noted[]): TimelineEntry[] {
  let after = 0;
  let chain = keyId;
  return noted.map((each, i) => {
    const fact = Array.isArray(each) ? each[1] : each;
    if (Array.isArray(each)) after = each[0];
    const at = new Date(opened + after * minute).toISOString();
    const dated = { id: `${hashOf(fact).slice(0, 12)}-${i + 1}`, at, fact };
    chain = linkOf(chain, dated);
    return { ...dated, chain };
  });
}

const p0 = {
  label: 'Critical',
  response: 5 * minute,
  resolution: 60 * minute,
  responseSteps: [5 * minute, 10 * minute],
  responseLadder: [
    { role: 'on-call', people: ['alice'] },
    { role: 'lead', people: ['bob'] },
  ],
  resolutionLadder: [{ role: 'manager', people: ['dora'], after: 60 * minute }],
} as unknown as SeverityProfile;

export const profile = {
  system: 'demo',
  approvers: ['alice'],
  needs: { observe: { P0: 0 }, reversible: { P0: 1 }, disruptive: { P0: 1 }, destructive: { P0: 2 } },
  severities: { P0: p0, P1: { ...p0, responseSteps: [15 * minute, 30 * minute] } },
} as unknown as SystemProfile;

/** An incident of which this much is known, and all is well beside it. */
export function course(noted: readonly Noted[], more: Partial<Course> = {}): Course {
  return {
    incident: incidentName(keyId),
    keyId,
    mode: 'live',
    timeline: timelineOf(noted),
    runs: [],
    missing: [],
    profile,
    keys: { people: new Map(), gateways: [] },
    auditKeys: [],
    clock: (at) => at.slice(11, 19),
    ...more,
  };
}

/** A run in which nothing has happened but what is given. */
export function run(more: Partial<Run> = {}): Run {
  return {
    name: 'history.json',
    keyId,
    mode: 'live',
    carried: [],
    orders: [],
    signals: [],
    closed: false,
    alerts: [],
    held: [],
    tasks: [],
    left: [],
    resolvesSent: [],
    continues: false,
    ...more,
  };
}

export const open: Fact = {
  kind: 'opened',
  by: { kind: 'alerts', door: 'alertmanager' },
  severity: 'P0',
  label: 'Critical',
  summary: 'it is down',
  mode: 'live',
  assumed: [],
};
export const page: Extract<Fact, { kind: 'paged' }> = {
  kind: 'paged',
  ladder: 'response',
  step: 0,
  role: 'on-call',
  people: ['alice'],
  because: 'the incident opened',
  reach: 'page',
};
export const next: Fact = { ...page, step: 1, role: 'lead', people: ['bob'] };
export const missed: Fact = { kind: 'response missed', due: '2026-01-01T03:17:00.000Z' };
export const acknowledged: Fact = { kind: 'acknowledged', by: alice };
export const resolved: Fact = { kind: 'resolved', by: alice, as: 'fixed', because: '' };
export const stayedWell: Fact = { ...resolved, by: mayday };

export function planned(id: number, more: Partial<Plan> = {}): Fact {
  const plan = { id, hash: `${id}`.repeat(64), risk: 'disruptive', needs: 1, targets: [], ...more };
  return { kind: 'planned', plan: plan as unknown as Plan };
}

/** Without a signature, which the chain of orders is tested with. */
export function approved(plan: number, name = 'alice'): Fact {
  const hash = `${plan}`.repeat(64);
  const at = '2026-01-01T03:13:00.000Z';
  const decision = {
    incident: keyId,
    plan,
    hash,
    decision: 'approve',
    actor: name,
    door: 'cli',
    at,
  } as const;
  const by = { kind: 'person', name, door: 'cli', verified: false } as const;
  return { kind: 'approved', plan, hash, by, approval: { decision, asOf: at } };
}

export function applied(plan: number): Fact {
  return { kind: 'applied', plan, effects: [] };
}

export function noted(text: string): Fact {
  return { kind: 'noted', by: alice, text };
}
