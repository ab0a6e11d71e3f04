import { metricMeter } from '@temporalio/workflow';
import { type Metric, incidentMetrics as metrics, unknownSystem } from '../contract/metrics.ts';
import { builtIn } from '../contract/profile.ts';
import { isForPublic } from '../contract/public-updates.ts';
import type { Fact, TimelineEntry } from '../contract/timeline.ts';
import type { Incident } from './incident.ts';
import type { IncidentState } from './state.ts';

type Labels = Record<string, string>;

/** One observation: so many more, or so many seconds. */
interface Observation {
  metric: Metric;
  value: number;
  labels: Labels;
}

/** Counts one more fact; `before` = the state that it came to. The SDK leaves out what a replay comes to again. */
export function count(incident: Incident, before: IncidentState, entry: TimelineEntry): void {
  const { profile, conduct, state } = incident;
  const about = {
    system: profile.hash === builtIn ? unknownSystem : profile.system,
    runbook: profile.runbook.name,
    severity: state.severity,
    mode: conduct.mode,
  };
  for (const { metric, value, labels } of observations(incident, before, entry)) {
    const { name, help, kind } = metric;
    const all = { ...about, ...labels };
    if (kind === 'counter') metricMeter.createCounter(name, undefined, help).add(value, all);
    else metricMeter.createHistogram(name, 'float', undefined, help).record(value, all);
  }
}

function observations(incident: Incident, before: IncidentState, { at, fact }: TimelineEntry): Observation[] {
  const one = (metric: Metric, labels: Labels = {}) => ({ metric, value: 1, labels });
  const since = (metric: Metric, from: string, labels: Labels = {}) => {
    return { metric, value: Math.max(0, Date.parse(at) - Date.parse(from)) / 1_000, labels };
  };
  const { openedAt } = incident;

  switch (fact.kind) {
    case 'opened':
      return [one(metrics.opened)];
    case 'acknowledged':
      if (before.acknowledged) return [];
      return [one(metrics.acknowledged), since(metrics.timeToAcknowledge, openedAt)];
    case 'resolved': {
      const ended = one(metrics.ended, { ending: fact.as });
      return fact.as === 'fixed' ? [ended, since(metrics.timeToResolve, openedAt)] : [ended];
    }
    case 'cancelled':
    case 'failed':
    case 'dry run over':
      return [one(metrics.ended, { ending: fact.kind })];
    case 'response missed':
    case 'resolution missed':
    case 'update due':
      return [one(metrics.targetsMissed, { clock: clocks[fact.kind] })];
    case 'paged':
    case 'would page':
      return [one(metrics.reached, { ladder: fact.ladder, reach: fact.reach })];
    case 'nobody left to page':
      return [one(metrics.nobodyLeft)];
    case 'planned':
      return [one(metrics.plansAsked, { risk: fact.plan.risk })];
    case 'approved':
    case 'rejected':
    case 'approval expired':
    case 'plan withdrawn': {
      const labels = { decision: decisions[fact.kind] };
      const planned = plannedAt(incident, fact.plan);
      const waited = planned ? [since(metrics.approvalWait, planned, labels)] : [];
      return [one(metrics.plansDecided, labels), ...waited];
    }
    case 'decision refused':
      return [one(metrics.decisionsRefused)];
    case 'message refused':
      return [one(metrics.messagesRefused)];
    case 'outcome unknown':
      return [one(metrics.plansApplied, { ...changeOf(incident, fact.plan), outcome: 'unknown' })];
    case 'applied':
    case 'apply refused': {
      const change = changeOf(incident, fact.plan);
      const plan = one(metrics.plansApplied, {
        ...change,
        outcome: fact.kind === 'applied' ? 'applied' : 'refused',
      });
      return [plan, ...fact.effects.map(({ outcome }) => one(metrics.effects, { ...change, outcome }))];
    }
    case 'relapsed':
      return [one(metrics.relapses)];
    case 'checked':
      return fact.findings.map(({ verdict }) => one(metrics.checks, { verdict }));
    case 'not told':
    case 'maybe told':
      return [one(metrics.noticesLost, { channel: fact.channel ?? 'all' })];
    case 'channel away':
      return [one(metrics.channelsAway, { channel: fact.channel })];
    default:
      return [];
  }
}

const clocks = {
  'response missed': 'response',
  'resolution missed': 'resolution',
  'update due': 'update',
} as const;

const decisions = {
  approved: 'approved',
  rejected: 'rejected',
  'approval expired': 'expired',
  'plan withdrawn': 'withdrawn',
} as const satisfies Partial<Record<Fact['kind'], string>>;

/** When a plan was made, RFC 3339. */
export function plannedAt({ timeline }: Incident, id: number): string | undefined {
  return timeline.findLast(({ fact }) => fact.kind === 'planned' && fact.plan.id === id)?.at;
}

/** The kind of change, not the mitigation's name: the same words in every system. */
function changeOf({ profile, state }: Incident, plan: number): { action: string; undo: string } {
  const { mitigation, undoes } = state.asked[plan] ?? {};
  const known = profile.mitigations.find(({ name }) => name === mitigation);
  const action = isForPublic(plan) ? 'statusPage.publish' : (known?.action ?? 'other');
  return { action, undo: undoes === undefined ? 'no' : 'yes' };
}
