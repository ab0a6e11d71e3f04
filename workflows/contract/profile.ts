import type { RunbookName } from './runbooks.ts';

export const severities = ['P0', 'P1', 'P2', 'P3'] as const;
export type Severity = (typeof severities)[number];

/** `observe` runs by itself; `reversible` and `disruptive` ask one approver; `destructive` asks two. */
export const risks = ['observe', 'reversible', 'disruptive', 'destructive'] as const;
export type Risk = (typeof risks)[number];

/** Texts in which `${NAME}` stands for a setting or secret that only the activity resolves. */
export type Reference = string;

export interface SeverityProfile {
  /** The system's own label, e.g. "Sev 1". */
  label: string;
  examples: string[];
  /** ms */
  response: number;
  /** ms; absent where the document promises none. */
  resolution?: number;
  /** ms a plan waits for its decision. */
  approval: number;
  reach: 'page' | 'notify';
  updatesEvery?: number;
}

/** A rung of the response ladder: who is reached when the one before did not acknowledge. */
export interface LadderStep {
  role: string;
  people: string[];
}

export interface PostgresTarget {
  id: string;
  kind: 'postgres';
  url: Reference;
  /** Sessions of other databases are none of our business. */
  database: string;
}

export interface HttpTarget {
  id: string;
  kind: 'http';
  url: Reference;
}

/** When a mitigation counts as having helped: the metric holds for so many readings in a row within the window. */
export interface Improvement {
  metric: 'connectionsUsed';
  /** Percent of the usable connections. */
  below: number;
  /** ms */
  within: number;
  readings: number;
  /** ms between readings */
  every: number;
}

/** The sessions a termination may touch. */
export interface SessionRule {
  state: 'idle';
  /** ms in that state */
  longerThan: number;
  atMost: number;
}

/** A change on offer, as the catalogue describes it. */
export interface Mitigation {
  name: string;
  title: string;
  action: 'postgres.terminateSessions';
  target: PostgresTarget;
  sessions: SessionRule;
  risk: Risk;
  improves: Improvement;
}

export interface RunbookProfile {
  name: RunbookName;
  title: string;
  /** Of the runs that name no severity. */
  severity: Severity;
  severityAssumed: boolean;
  database?: PostgresTarget;
  /** Percent of the usable connections above which the database counts as short of them. */
  connectionsWarnAt: number;
  /** ms after which an idle session counts as one that holds its connection for nothing. */
  idleAfter: number;
  mitigations: Mitigation[];
}

export interface Verification {
  health?: HttpTarget;
  probes: number;
  /** ms between probes */
  every: number;
}

/** Everything of a catalogue file that one run needs, fixed when the run opened. */
export interface SystemProfile {
  system: string;
  title: string;
  /** SHA-256 of the catalogue file: which edition this run follows. */
  hash: string;
  pool: string;
  severities: Record<Severity, SeverityProfile>;
  ladder: LadderStep[];
  approvers: string[];
  runbook: RunbookProfile;
  verification: Verification;
  stability: { window: number; every: number; note?: string };
  /** What no document says and Mayday assumed, as sentences; shown as assumed. */
  assumed: string[];
}
