import type { IncidentRecord } from '../workflows/contract/incident.ts';
import type { Severity } from '../workflows/contract/profile.ts';
import { type Course, courseOf } from './course.ts';
import type { Kept } from './kept.ts';

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

/** The incidents of one system, say. */
export interface Kind extends Measures {
  name: string;
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
  return measureCourses(records.map(courseOf));
}

/** The same of what is known of them; newest first. */
export function measureCourses(courses: readonly Course[]): Report {
  const live = courses.filter(({ mode }) => mode === 'live');
  const groups = Map.groupBy(live, ({ system, severity, runbook }) => [system, severity, runbook].join(' '));
  const rows = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { system, severity, label, runbook } = first;
    return { system, severity, label, runbook, ...measuresOf(group) };
  });
  const order = ({ system, severity, runbook }: Row) => `${system} ${severity} ${runbook}`;
  return {
    rows: rows.sort((a, b) => order(a).localeCompare(order(b))),
    total: measuresOf(live),
    dryRuns: courses.filter(({ mode }) => mode === 'dry-run').length,
    shadows: courses.filter(({ mode }) => mode === 'shadow').length,
  };
}

/** Those of each kind, by its name. */
export function measureBy(courses: readonly Course[], nameOf: (course: Course) => string): Kind[] {
  const live = courses.filter(({ mode }) => mode === 'live');
  return [...Map.groupBy(live, nameOf)]
    .map(([name, group]) => ({ name, ...measuresOf(group) }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Those of one kind; `courses` are all of real incidents. */
export function measuresOf(courses: readonly Course[]): Measures {
  const real = courses.filter(({ as }) => as === undefined || as === 'fixed');
  const ended = (ending: Course['as']) => courses.filter(({ as }) => as === ending);
  const resolved = real.filter(({ phase }) => phase === 'resolved');
  return {
    incidents: real.length,
    falseAlarms: ended('false alarm').length,
    duplicates: ended('duplicate').length,
    notResolved: real.length - resolved.length,
    acknowledged: times(real.map(({ acknowledgedAfter }) => acknowledgedAfter)),
    resolved: times(resolved.map(({ resolvedAfter }) => resolvedAfter)),
    response: met(real.map(({ response }) => response)),
    resolution: met(real.map(({ resolution }) => resolution)),
    people: sum(real.map(({ people }) => people)),
    machine: sum(real.map(({ machine }) => machine)),
  };
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
