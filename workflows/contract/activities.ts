import type { Mark, Seal } from './audit.ts';
import type { Finding } from './findings.ts';
import type { ExpiryQuestion, HostQuestion } from './hosts.ts';
import type { InPodQuestion } from './in-pod.ts';
import type { IncidentRecord } from './incident.ts';
import type { Mode } from './input.ts';
import type { IssuanceQuestion } from './issuances.ts';
import type { ClusterQuestion } from './kubernetes.ts';
import type { LeaseToken } from './lease.ts';
import type { Notice } from './notices.ts';
import type { Actor } from './people.ts';
import type { Applied, Approval, Decision, Plan, PlanParameters, Proposal, SetBefore } from './plans.ts';
import type { HttpTarget, Improvement, Mitigation, PostgresTarget, SystemProfile } from './profile.ts';
import type { ThrottlingQuestion } from './prometheus.ts';
import type { RedisQuestion } from './redis.ts';
import type { Rehearsed } from './rehearsals.ts';
import type { RolledOut, RolloutQuestion } from './rollouts.ts';

/** What `admit` says of a start. */
export type Admission =
  | { admission: 'refused'; says: string }
  | { admission: 'handed over'; to: string }
  | {
      admission: 'admitted';
      profile: SystemProfile;
      severity: SystemProfile['runbook']['severity'];
      summary: string;
      /** Absent in runs that were admitted when there was no other than live. */
      mode?: Mode;
      /** The run goes on as a general incident because its own profile could not be had. */
      degraded?: string;
      /** Whether the namespace has Mayday's search attributes. */
      searchAttributes: boolean;
      /** This incident's own assumptions beside the profile's, as sentences. */
      assumed: string[];
    };

/** Whether a decision holds, and who is behind it. */
export type Judgement = { holds: true; by: Actor } | { holds: false; by: Actor; because: string };

/** The same, as of an instant by the server's clock, RFC 3339; `whoElse` = whom to ask for the next approval, in words. */
export type Verified = Judgement & { asOf: string; whoElse?: string };

/** What the archive has of an incident. */
export interface Kept {
  /** Where its post-mortem can be read. */
  postMortemAt: string;
  seal: Seal;
}

/** Catalogue and notifications, on the coordination queue. */
export interface CoordinationActivities {
  /**
   * Validates a start and loads what the run needs; hands a run under the wrong id over to the right one.
   * Never throws for bad input: a person's is refused with a sentence, an alert's is degraded. Business time counts
   * from `openedAt`, RFC 3339.
   */
  admit(start: { runbook: string; workflowId: string; input: unknown; openedAt: string }): Promise<Admission>;
  /** Checks a decision's signature, door, role, plan and deadline against the catalogue as it is now, and beside the approvals that count already. */
  verifyDecision(question: {
    system: string;
    keyId: string;
    plan: Plan;
    decision: Decision;
    counted: Approval[];
  }): Promise<Verified>;
  /** Says a notice on every channel, each exactly once for its (key id, entry id). */
  notify(notice: Notice): Promise<void>;
  /** Seals and writes record, history and post-mortem. */
  archive(record: IncidentRecord): Promise<Kept>;
}

/** What a check of one database needs. */
export interface DatabaseQuestion {
  database: PostgresTarget;
}

/** Checks and effects, on the pool's queue. Checks throw `TargetUnreachable` only when nothing could be asked. */
export interface PoolActivities {
  /** Can we get in at all? Tells credentials, TLS, unreachable and "too many clients" apart. */
  postgresConnectivity(question: DatabaseQuestion): Promise<Finding>;
  /** Sessions by state against the usable connections; sick from `warnAt` percent. */
  postgresConnections(question: DatabaseQuestion & { warnAt: number }): Promise<Finding>;
  /** `max_connections`, what is reserved, and what is left for applications. */
  postgresLimits(question: DatabaseQuestion): Promise<Finding>;
  /** Sessions idle for longer than `longerThan` ms, oldest first. */
  postgresIdleSessions(question: DatabaseQuestion & { longerThan: number }): Promise<Finding>;
  /** Transactions of the database in which nothing has happened for longer than `longerThan` ms, oldest first. */
  postgresIdleInTransaction(question: DatabaseQuestion & { longerThan: number }): Promise<Finding>;
  /** Queries of the database that have been running for longer than `longerThan` ms, with what each waits for. */
  postgresLongQueries(question: DatabaseQuestion & { longerThan: number }): Promise<Finding>;
  /** Statements that take longer than `longerThan` ms on average, where pg_stat_statements is installed. */
  postgresSlowQueries(question: DatabaseQuestion & { longerThan: number }): Promise<Finding>;
  /** Who waits for a lock, and who holds it; sick when somebody waits for longer than the server's `deadlock_timeout`. */
  postgresLocks(question: DatabaseQuestion): Promise<Finding>;
  /** Does it answer, and within `slowAfter` ms? Tells password, rights, TLS, unreachable and "too many clients" apart. */
  redisPing(question: RedisQuestion & { slowAfter: number }): Promise<Finding>;
  /** Memory against `maxmemory`; sick from `warnAt` percent where nothing is thrown out to make room. */
  redisMemory(question: RedisQuestion & { warnAt: number }): Promise<Finding>;
  /** Clients, hit rate, evictions and refused connections; sick from `clientsWarnAt` or below `hitRateBelow` percent. */
  redisStats(question: RedisQuestion & { clientsWarnAt: number; hitRateBelow: number }): Promise<Finding>;
  /** Commands that took longer than `slowAfter` ms within `since` ms, by their names. */
  redisSlowLog(question: RedisQuestion & { slowAfter: number; since: number }): Promise<Finding>;
  /** Keys by database, those that never expire, and a sample; sick above so many percent in what is a cache only. */
  redisKeys(question: RedisQuestion & { neverExpireAbove: number }): Promise<Finding>;
  /** Pods that do not run, are not ready, restart, ran out of memory or wait for a place. */
  kubernetesPods(question: ClusterQuestion): Promise<Finding>;
  /** Services behind which no endpoint is ready. */
  kubernetesServices(question: ClusterQuestion): Promise<Finding>;
  /** Ingresses that lead to services which are missing, or without a ready endpoint. */
  kubernetesIngresses(question: ClusterQuestion): Promise<Finding>;
  /** Nodes that are not ready or under pressure; how much of each is used, where metrics.k8s.io answers. */
  kubernetesNodes(question: ClusterQuestion): Promise<Finding>;
  /** What the cluster reported within the last `since` ms, the most telling warnings first; sick with any warning. */
  kubernetesEvents(question: ClusterQuestion & { since: number }): Promise<Finding>;
  /** The revisions of the workloads; sick when one was rolled out within the last `recent` ms, or is not complete. */
  kubernetesRollouts(question: ClusterQuestion & { recent: number }): Promise<Finding>;
  /** What containers request, may have and use; sick when one uses `warnAt` percent of its limit of `by`. */
  kubernetesResources(question: ClusterQuestion & { by: 'cpu' | 'memory'; warnAt: number }): Promise<Finding>;
  /** Containers that are held back by their CPU limit; sick when one is in more than `above` percent of its time. */
  kubernetesThrottling(question: ThrottlingQuestion): Promise<Finding>;
  /** Autoscalers at their limit, or without what they measure. */
  kubernetesAutoscalers(question: ClusterQuestion): Promise<Finding>;
  /** Volume claims that are lost, or that pods wait for. */
  kubernetesVolumeClaims(question: ClusterQuestion): Promise<Finding>;
  /** What network policies allow the workloads; sick when they allow nothing, or one was changed within the last `recent` ms. */
  kubernetesNetworkPolicies(question: ClusterQuestion & { recent: number }): Promise<Finding>;
  /** Runs a program of the catalogue in the pod of its workload that has most to tell; sick unless it ends with 0. */
  kubernetesExec(question: InPodQuestion): Promise<Finding>;
  /** The series of the catalogue that the pods of a workload (its id) serve themselves, added up; never sick. */
  kubernetesPodMetrics(question: ClusterQuestion & { workload: string }): Promise<Finding>;
  /** The last `tail` lines of the last `since` ms of each container of a workload (its id); sick with any error line. */
  kubernetesLogs(
    question: ClusterQuestion & { workload: string; tail: number; since: number },
  ): Promise<Finding>;
  /** Certificates of cert-manager that are not ready, end soon, or were not renewed when they should have been. */
  kubernetesCertificates(question: ClusterQuestion & ExpiryQuestion): Promise<Finding>;
  /** The certificates that the hosts of a system show, beside those that cert-manager issued for them. */
  tlsCertificate(question: HostQuestion & ExpiryQuestion): Promise<Finding>;
  /** Whether the hosts of a system can be looked up, to what, and whether IPv4 and IPv6 agree. */
  dnsNames(question: HostQuestion): Promise<Finding>;
  /** Asks a URL `probes` times, `every` ms apart; well only if every probe answered 2xx. */
  httpHealth(question: { target: HttpTarget; probes: number; every: number }): Promise<Finding>;
  /** Observes and proposes; null when there is nothing that the mitigation would change. */
  planMitigation(question: {
    mitigation: Mitigation;
    parameters?: PlanParameters;
    /** What the change to take back had set. */
    before?: SetBefore;
  }): Promise<Proposal | null>;
  /** What has moved about a plan's targets since it was made, as lines: with any it would be refused now. */
  comparePlan(question: { mitigation: Mitigation; plan: Plan }): Promise<string[]>;
  /** Verifies the approvals, observes again and acts, as one; refuses when what matters moved. */
  applyPlan(order: {
    system: string;
    keyId: string;
    mitigation: Mitigation;
    plan: Plan;
    approvals: Approval[];
    /** How far the timeline had come; to be signed. */
    audit?: Mark;
    /** Of every target that it changes. */
    leases: LeaseToken[];
  }): Promise<Applied>;
  /** What `applyPlan` would do or refuse if the plan were approved now; observes again, and changes nothing. */
  rehearsePlan(question: { mitigation: Mitigation; plan: Plan }): Promise<Rehearsed>;
  /** Waits until workloads are rolled out, or it is clear that they will not be; throws what keeps it from knowing. */
  kubernetesRolledOut(question: RolloutQuestion): Promise<RolledOut>;
  /** Waits until a certificate is issued again, or it is clear that it will not be; throws what keeps it from knowing. */
  kubernetesCertificateIssued(question: IssuanceQuestion): Promise<RolledOut>;
  /** One reading of a mitigation's metric. */
  measure(question: { improvement: Improvement }): Promise<{ value: number; good: boolean; says: string }>;
}
