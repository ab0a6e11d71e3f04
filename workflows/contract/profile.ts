import type { FlappingRule } from './alert-facts.ts';
import type { AlertmanagerTarget } from './alertmanager.ts';
import type { Repository } from './commits.ts';
import type { DatabaseLooks } from './databases.ts';
import type { Dependency } from './dependencies.ts';
import type { DiskProfile } from './disks.ts';
import type { ElasticsearchProfile } from './elasticsearch.ts';
import type { ExplainingRule } from './explaining.ts';
import type { InPodCommand } from './in-pod.ts';
import type { BrokerProfile } from './kafka.ts';
import type { KubernetesScope } from './kubernetes.ts';
import type { ByHand, Mitigation } from './mitigations.ts';
import type { PrometheusProfile } from './prometheus.ts';
import type { PublicUpdates } from './public-updates.ts';
import type { CacheProfile, RedisTarget } from './redis.ts';
import type { RunbookName } from './runbooks.ts';
import type { ScriptProfile } from './scripts.ts';
import type { SentryProfile } from './sentry.ts';
import type { VerificationStep } from './verification.ts';
import type { Worded } from './words.ts';

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

/** A page on which a service says what it counts. */
export interface MetricsTarget extends HttpTarget {
  bearer?: Reference;
  /** What it is asked for, in words. */
  asks?: string;
  /** Names of series, or ends of paths through JSON; without any, the first ones are told. */
  series: string[];
}

export interface RunbookProfile {
  name: RunbookName;
  title: string;
  /** Of the runs that name no severity. */
  severity: Severity;
  severityAssumed: boolean;
  /** The channels hear that something happened, and no more. */
  restricted: boolean;
  /** No check can tell that it is over: it ends when somebody says so. Absent in profiles of an earlier release. */
  endedByPeople?: true;
  database?: PostgresTarget;
  /** Absent where the file asks a database no more than every database is asked. */
  databaseLooks?: DatabaseLooks;
  cache?: CacheProfile;
  /** What else may be slow; absent where the file names none of it, or the runbook does not ask. */
  stores?: Stores;
  /** Absent where the file names none, and in profiles of an earlier release. */
  broker?: BrokerProfile;
  /** Of the runbook about disks; absent in profiles of an earlier release. */
  disks?: DiskProfile;
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
  /** Endpoints whose health it asks beside the system's; absent where the file has none. */
  health?: HttpTarget[];
  /** Ids of the workloads whose own metrics it looks at; absent where the file has none. */
  podMetrics?: string[];
  /** Pages whose metrics it looks at; absent where the file has none. */
  metrics?: MetricsTarget[];
  /** Scripts that it runs to look; absent where the file has none. */
  scripts?: ScriptProfile[];
  /** Names of mitigations, in the order in which they are offered. */
  mitigations: string[];
  /** What the document has a person look at, where it gives no command. */
  look: string[];
  /** What the document has a person look at, as commands. */
  byHand: string[];
}

/** The database and the cache of a system, for a runbook that is about neither; times in ms. */
export interface Stores {
  database?: { database: PostgresTarget; longerThan: number };
  cache?: { server: RedisTarget; slowAfter: number };
}

export interface Verification {
  health?: HttpTarget;
  probes: number;
  /** ms between probes */
  every: number;
  /** What else must be well, in order; absent where the file has none. */
  steps?: VerificationStep[];
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

/** The hash of a profile that stands in for a file which cannot be had. */
export const builtIn = 'built-in';

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
  /** Up to which risk an approval counts that nobody vouches for; absent in profiles of an earlier release. */
  unverifiedUpTo?: Risk;
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
  /** The system's other mitigations; only in profiles of an earlier release, which could not make all of them itself. */
  byHand?: ByHand[];
  verification: Verification;
  /** Every HTTP address of the file; absent in profiles of an earlier release. */
  http?: HttpTarget[];
  /** What of each cluster is in the file; absent where nothing is. */
  kubernetes?: KubernetesScope[];
  /** Absent where the file names none. */
  prometheus?: PrometheusProfile;
  /** What it needs outside; absent where the file lists nothing. */
  dependencies?: Dependency[];
  /** Absent where the file names none. */
  repository?: Repository;
  /** Absent where the file names none. */
  elasticsearch?: ElasticsearchProfile;
  /** Absent where the file names none. */
  sentry?: SentryProfile;
  /** Asked for silence while somebody is at work; absent where the file does not want that. */
  alertmanager?: AlertmanagerTarget;
  /** How the public is kept informed; absent where the file does not ask for it. */
  publicUpdates?: PublicUpdates;
  /** Which messages the file words; absent where it has none. */
  messages?: Worded[];
  /** The document's own words for the phases; absent where it has none. */
  statusWords?: Partial<Record<'triggered' | 'mitigating' | 'monitoring' | 'resolved', string>>;
  /** What the responders go through; the incident's checklist. */
  phases: ProcedurePhase[];
  stability: { window: number; every: number; note?: string };
  /** When an alert flaps; absent in profiles of an earlier release. */
  flapping?: FlappingRule;
  /** What its incidents explain; absent where the file says nothing of it. */
  explains?: ExplainingRule;
  /** What no document says and Mayday assumed, as sentences; shown as assumed. */
  assumed: string[];
}
