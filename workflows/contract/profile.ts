import type { InPodCommand } from './in-pod.ts';
import type { ClusterTarget, KubernetesScope, WorkloadTarget } from './kubernetes.ts';
import type { KubernetesMitigation, NamespaceTarget } from './kubernetes-changes.ts';
import type { PrometheusProfile } from './prometheus.ts';
import type { CacheProfile, FlushRedis } from './redis.ts';
import type { RunbookName } from './runbooks.ts';

export const severities = ['P0', 'P1', 'P2', 'P3'] as const;
export type Severity = (typeof severities)[number];

/** `observe` runs by itself; `reversible` and `disruptive` ask one approver; `destructive` asks two. */
export const risks = ['observe', 'reversible', 'disruptive', 'destructive'] as const;
export type Risk = (typeof risks)[number];

/** How many different approvers a change takes; 0 = the policy lets it run by itself. */
export type Needs = 0 | 1 | 2;

/** No policy goes below it. */
export const leastNeeds: Record<Risk, Needs> = { observe: 0, reversible: 0, disruptive: 1, destructive: 2 };

/** Texts in which `${NAME}` stands for a setting or secret that only the activity resolves. */
export type Reference = string;

export interface SeverityProfile {
  /** The system's own label, e.g. "Sev 1". */
  label: string;
  examples: string[];
  /** ms from the opening, business time included. */
  response: number;
  /** ms from the opening; absent where the document promises none. */
  resolution?: number;
  /** Both in the words of the file: "15m", "next business day". */
  promised: { response: string; resolution?: string };
  /** ms a plan waits for its decision that is asked at the opening. */
  approval: number;
  /** The file gives it; otherwise it gets shorter as the resolution target comes near. */
  approvalFixed: boolean;
  reach: 'page' | 'notify';
  /** ms between updates to everybody. */
  updatesEvery?: number;
  /** ms from the opening at which the steps after the first come; the first of them is `response`. */
  responseSteps: number[];
  /** Who is reached until somebody acknowledges: the first at once, then one each time the response target passes. */
  responseLadder: LadderStep[];
  /** Who is reached, how long after the opening, until the incident is resolved; soonest first. */
  resolutionLadder: (LadderStep & { after: number })[];
}

/** A step of a ladder: a role and who holds it; nobody where the file has placeholders only. */
export interface LadderStep {
  role: string;
  people: string[];
}

/** Who holds a role from one instant until another, both RFC 3339. */
export interface Shift {
  from: string;
  until: string;
  people: string[];
}

/** The shifts of a role; none where its people do not take turns. */
export function turnsOf(shifts: SystemProfile['shifts'], role: string): Shift[] {
  return (Object.hasOwn(shifts, role) && shifts[role]) || [];
}

/** Who holds the role of a step at an instant (epoch ms): whose turn it is, where they take turns. */
export function whoseTurn(
  shifts: SystemProfile['shifts'],
  { role, people }: LadderStep,
  at: number,
): string[] {
  const instant = new Date(at).toISOString();
  const turns = turnsOf(shifts, role);
  return turns.find(({ from, until }) => from <= instant && instant < until)?.people ?? people;
}

/** Whom a role or a name, as somebody typed it, stands for. */
export function peopleOf(roles: Record<string, string[]>, who: string): string[] {
  return (Object.hasOwn(roles, who) && roles[who]) || [who];
}

export interface PostgresTarget {
  id: string;
  kind: 'postgres';
  url: Reference;
  /** Sessions of other databases are none of our business. */
  database: string;
  /** The id of the workload that it runs on, where the catalogue has it. */
  runsOn?: string;
}

export interface HttpTarget {
  id: string;
  kind: 'http';
  url: Reference;
}

/** When a mitigation counts as having helped: the metric holds for so many readings in a row within the window. */
export type Improvement = ConnectionsImprovement | WorkloadImprovement;

interface Readings {
  /** ms */
  within: number;
  readings: number;
  /** ms between readings */
  every: number;
}

export interface ConnectionsImprovement extends Readings {
  metric: 'connectionsUsed';
  target: PostgresTarget;
  /** Percent of the usable connections. */
  below: number;
}

export type WorkloadImprovement = Readings & {
  /** Absent = the worker's own cluster. */
  cluster?: ClusterTarget;
  /** Of a namespace, all of its deployments. */
  targets: (WorkloadTarget | NamespaceTarget)[];
} & (
    | { metric: 'podsReady' }
    /** `below`: percent of their limit, of the one that uses most of it. */
    | { metric: 'memoryUsed' | 'cpuUsed'; below: number }
  );

/** Ids of what a metric is read of. */
export function measuredIn(improvement: Improvement): string[] {
  return 'targets' in improvement ? improvement.targets.map(({ id }) => id) : [improvement.target.id];
}

export const sessionStates = ['idle', 'idle in transaction', 'active'] as const;
export type SessionState = (typeof sessionStates)[number];

/** The sessions a termination may touch. */
export interface SessionRule {
  state: SessionState;
  /** ms in that state; of an active one, since its query began. */
  longerThan: number;
  atMost: number;
}

/** What a person is asked before a mitigation is planned; the answer is the plan's parameter of that name. */
export type Question = { name: string; question: string } & (
  | { kind: 'integer'; min: number; max?: number }
  /** A quantity of Kubernetes, as in `512Mi` and `500m`. */
  | { kind: 'memory' | 'cpu' }
  | { kind: 'text' }
);

export interface MitigationTerms {
  name: string;
  title: string;
  risk: Risk;
  /** Without it, whether it helped is for the system's own verification to say. */
  improves?: Improvement;
  asks: Question[];
  /** To be taken back when the incident ends. */
  temporary: boolean;
}

export interface TerminateSessions extends MitigationTerms {
  action: 'postgres.terminateSessions';
  target: PostgresTarget;
  sessions: SessionRule;
}

/** Asks for `limit`: how many connections the role may have at once, over all databases of the server. */
export interface LimitConnections extends MitigationTerms {
  action: 'postgres.limitConnections';
  target: PostgresTarget;
  role: string;
}

/** A change of one thing. */
export type SingleMitigation = TerminateSessions | LimitConnections | KubernetesMitigation | FlushRedis;

/** The same done to several things: one plan, one approval, done in order and taken back in reverse. */
export interface Bundle extends MitigationTerms {
  action: 'bundle';
  /** Two or more of the same action. */
  of: SingleMitigation[];
}

/** A change on offer, as the catalogue describes it. */
export type Mitigation = SingleMitigation | Bundle;

/** The single changes a mitigation is made of: its parts in order, or itself. */
export function partsOf(mitigation: Mitigation): SingleMitigation[] {
  return mitigation.action === 'bundle' ? mitigation.of : [mitigation];
}

/** Ids of the catalogue's targets that a mitigation changes, each once, in an order that is the same for all. */
export function targetIds(mitigation: Mitigation): string[] {
  return [...new Set(partsOf(mitigation).flatMap(idsOf))].sort();
}

/** What is restarted along with a target is changed, too. */
function idsOf(mitigation: SingleMitigation): string[] {
  const { target } = mitigation;
  switch (mitigation.action) {
    case 'kubernetes.restart':
      return [target.id, ...mitigation.within.filter(({ dataStore }) => !dataStore).map(({ id }) => id)];
    case 'kubernetes.patchConfigMap':
      return [target.id, ...mitigation.restarts.map(({ id }) => id)];
    default:
      return [target.id];
  }
}

/** A change that Mayday cannot make itself yet: people are shown how. */
export interface ByHand {
  name: string;
  title: string;
  risk: Risk;
  /** As a person types them. */
  commands: string[];
}

export interface RunbookProfile {
  name: RunbookName;
  title: string;
  /** Of the runs that name no severity. */
  severity: Severity;
  severityAssumed: boolean;
  /** The channels hear that something happened, and no more. */
  restricted: boolean;
  database?: PostgresTarget;
  cache?: CacheProfile;
  /** Percent of the usable connections above which the database counts as short of them. */
  connectionsWarnAt: number;
  /** ms after which an idle session counts as one that holds its connection for nothing. */
  idleAfter: number;
  /** ms after which a transaction in which nothing happens counts as forgotten. */
  idleInTransactionAfter: number;
  /** ms after which a running query counts as long-running. */
  longQueryAfter: number;
  /** ms; a statement that takes longer on average is slow. */
  slowQueryAfter: number;
  /** ms before its end from which on a certificate counts as ending. */
  certificateExpiry: number;
  /** What it runs in pods to look around; absent where the file has nothing of it. */
  inPod?: InPodCommand[];
  /** Ids of the workloads whose own metrics it looks at; absent where the file has none. */
  podMetrics?: string[];
  /** Names of mitigations, in the order in which they are offered. */
  mitigations: string[];
  /** What the document has a person look at, where it gives no command. */
  look: string[];
  /** What the document has a person look at, as commands. */
  byHand: string[];
}

export interface Verification {
  health?: HttpTarget;
  probes: number;
  /** ms between probes */
  every: number;
}

/** A part of the document's procedure. */
export interface ProcedurePhase {
  title: string;
  /** ms from the opening */
  from?: number;
  /** ms from the opening */
  to?: number;
  items: string[];
}

/** How much may be changed, whoever approves it. */
export interface Budgets {
  /** Of one target, over all incidents. */
  changesPerHour: number;
  /** Sessions that one incident may end. */
  sessionsPerIncident: number;
}

/** Who may approve a change of a risk. */
export function mayApprove({ approversOf, approvers }: SystemProfile, risk: Risk): string[] {
  return approversOf?.[risk] ?? approvers;
}

/** Everything of a catalogue file that one run needs, fixed when the run opened. */
export interface SystemProfile {
  system: string;
  title: string;
  /** SHA-256 of the catalogue file: which edition this run follows. */
  hash: string;
  pool: string;
  severities: Record<Severity, SeverityProfile>;
  /** Everybody who may approve something. */
  approvers: string[];
  /** The same by the risk of what they may approve; absent in profiles of an earlier release. */
  approversOf?: Record<Risk, string[]>;
  /** How many approvers a change takes, by its risk and the incident's severity. */
  needs: Record<Risk, Record<Severity, Needs>>;
  /** Absent in profiles made before there were any. */
  budgets?: Budgets;
  /** People by role. */
  roles: Record<string, string[]>;
  /** By role: who is on call when, for six weeks from the opening. A role without shifts is always held by all of its people. */
  shifts: Record<string, Shift[]>;
  runbook: RunbookProfile;
  /** Every mitigation of the system: people may ask for any of them. */
  mitigations: Mitigation[];
  /** The system's other mitigations. */
  byHand: ByHand[];
  verification: Verification;
  /** Every HTTP address of the file; absent in profiles of an earlier release. */
  http?: HttpTarget[];
  /** What of each cluster is in the file; absent where nothing is. */
  kubernetes?: KubernetesScope[];
  /** Absent where the file names none. */
  prometheus?: PrometheusProfile;
  /** What the responders go through; the incident's checklist. */
  phases: ProcedurePhase[];
  stability: { window: number; every: number; note?: string };
  /** What no document says and Mayday assumed, as sentences; shown as assumed. */
  assumed: string[];
}
