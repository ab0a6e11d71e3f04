import type { RestoreDatabase } from './backups.ts';
import type { SetMaxConnections } from './databases.ts';
import type { HostMitigation, HostTarget } from './disks.ts';
import type { KafkaTarget } from './kafka.ts';
import type { ClusterTarget, WorkloadTarget } from './kubernetes.ts';
import type { KubernetesMitigation, NamespaceTarget } from './kubernetes-changes.ts';
import type { PostgresTarget, Risk } from './profile.ts';
import type { OfRequests } from './prometheus.ts';
import type { FlushRedis } from './redis.ts';
import type { WordKind } from './script-words.ts';
import type { RunScript } from './scripts.ts';
import type { PublishStatus } from './status-page.ts';
import type { MailUsers, PostToX } from './tellings.ts';
import type { VerificationStep } from './verification.ts';

/** When a mitigation counts as having helped: the metric holds for so many readings in a row within the window. */
export type Improvement =
  | ConnectionsImprovement
  | WorkloadImprovement
  | RequestsImprovement
  | LagImprovement
  | DiskImprovement;

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

/** Of the system's worst service. */
export interface RequestsImprovement extends Readings, OfRequests {
  metric: 'errorRate' | 'latencyP95';
  /** Percent of the requests that are answered with 5xx, or ms within which 95 % of them are answered. */
  below: number;
}

/** Of consumer groups, all together. */
export interface LagImprovement extends Readings {
  metric: 'lag';
  target: KafkaTarget;
  groups: string[];
  /** Messages that wait; getting fewer from look to look is as good. */
  below: number;
}

/** Of the fullest of several file systems. */
export interface DiskImprovement extends Readings {
  metric: 'diskUsed';
  target: HostTarget;
  /** Folders on those file systems; absent = where the container engine keeps its images. */
  roots?: string[];
  /** Percent, of bytes or inodes, that it may have at most. */
  below: number;
}

/** Ids of what a metric is read of. */
export function measuredIn(improvement: Improvement): string[] {
  if ('prometheus' in improvement) return [improvement.prometheus.id];
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
  /** A word that a script is given. */
  | { kind: WordKind }
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
  /** `dependencies` = only something outside that fails calls for it, whatever its target is like. */
  calledForBy?: 'dependencies';
  /** What tells afterwards that it is well, beside the system's own; absent where the file has nothing of it. */
  verify?: VerificationStep[];
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
export type SingleMitigation =
  | TerminateSessions
  | LimitConnections
  | SetMaxConnections
  | KubernetesMitigation
  | FlushRedis
  | RunScript
  | PublishStatus
  | PostToX
  | MailUsers
  | RestoreDatabase
  | HostMitigation;

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
    case 'postgres.setMaxConnections':
      return [target.id, ...mitigation.restarts.map(({ id }) => id)];
    case 'script.run':
      return [target.id, ...mitigation.changes];
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
