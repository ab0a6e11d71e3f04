import type { IncidentRecord } from '../workflows/contract/incident.ts';
import type { Severity } from '../workflows/contract/profile.ts';
import type { Ending } from '../workflows/contract/timeline.ts';
import { type Kept, resolutionKept, responseKept } from './kept.ts';
import { timeSpent } from './spent.ts';

/** Lengths of time in ms; null where there is none. */
export interface Times {
  count: number;
  median: number | null;
  mean: number | null;
}

/** How many met a target of how many that had one. */
export interface Met {
  met: number;
  of: number;
}

/** How the incidents of one kind went. False alarms and duplicates are counted apart, and are in no other number. */
export interface Measures {
  incidents: number;
  falseAlarms: number;
  duplicates: number;
  /** Of `incidents`: cancelled, failed or terminated. */
  notResolved: number;
  /** From the opening until somebody acknowledged. */
  acknowledged: Times;
  /** From the opening until it was resolved. */
  resolved: Times;
  response: Met;
  resolution: Met;
  /** ms in all: waited for a decision or for people, against Mayday at work or watching. */
  people: number;
  machine: number;
}

export interface Row extends Measures {
  system: string;
  severity: Severity;
  /** The system's own label, as the newest of them has it. */
  label: string;
  runbook: string;
}

export interface Report {
  rows: Row[];
  total: Measures;
  /** Left out. */
  dryRuns: number;
  /** Left out: `shadowReport` tells of them. */
  shadows: number;
}

/** MTTA, MTTR and targets met, by system, severity and runbook; `records` newest first. */
export function measure(records: readonly IncidentRecord[]): Report {
  const live = records.filter(({ mode }) => mode === 'live');
  const groups = Map.groupBy(live, ({ system, severity, runbook }) => [system, severity, runbook].join(' '));
  const rows = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { system, severity, label, runbook } = first;
    return { system, severity, label, runbook, ...measures(group) };
  });
  const order = ({ system, severity, runbook }: Row) => `${system} ${severity} ${runbook}`;
  return {
    rows: rows.sort((a, b) => order(a).localeCompare(order(b))),
    total: measures(live),
    dryRuns: records.filter(({ mode }) => mode === 'dry-run').length,
    shadows: records.filter(({ mode }) => mode === 'shadow').length,
  };
}

function measures(records: readonly IncidentRecord[]): Measures {
  const ended = (as: Ending) => records.filter((record) => endingOf(record) === as);
  const real = records.filter((record) => !['false alarm', 'duplicate'].includes(endingOf(record) ?? ''));
  const resolved = real.filter(({ phase }) => phase === 'resolved');
  const spent = real.map(timeSpent);
  return {
    incidents: real.length,
    falseAlarms: ended('false alarm').length,
    duplicates: ended('duplicate').length,
    notResolved: real.length - resolved.length,
    acknowledged: times(real.map(({ openedAt, acknowledgedAt }) => between(openedAt, acknowledgedAt))),
    resolved: times(resolved.map(({ openedAt, endedAt }) => between(openedAt, endedAt))),
    response: met(real.map(responseKept)),
    resolution: met(real.map(resolutionKept)),
    people: sum(spent.map((each) => each['a decision'] + each.people)),
    machine: sum(spent.map(({ work, stability }) => work + stability)),
  };
}

function endingOf({ timeline }: IncidentRecord): Ending | undefined {
  const last = timeline.findLast(({ fact }) => fact.kind === 'resolved')?.fact;
  return last?.kind === 'resolved' ? last.as : undefined;
}

function times(lengths: readonly (number | undefined)[]): Times {
  const known = lengths.filter((ms) => ms !== undefined).sort((a, b) => a - b);
  if (known.length === 0) return { count: 0, median: null, mean: null };
  const middle = known.slice(Math.floor((known.length - 1) / 2), Math.floor(known.length / 2) + 1);
  return { count: known.length, median: mean(middle), mean: mean(known) };
}

function met(kept: readonly Kept[]): Met {
  return {
    met: kept.filter((each) => each === 'met').length,
    of: kept.filter((each) => each !== undefined).length,
  };
}

function mean(values: readonly number[]): number {
  return Math.round(sum(values) / values.length);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function between(from: string, to: string | undefined): number | undefined {
  return to === undefined ? undefined : Date.parse(to) - Date.parse(from);
}
