import type { AlertmanagerActivities } from './alertmanager.ts';
import type { Mark, Seal } from './audit.ts';
import type { BackupChecks } from './backups.ts';
import type { ChannelProfile } from './channels.ts';
import type { DiskChecks } from './disk-checks.ts';
import type { EntranceChecks } from './entrance-checks.ts';
import type { OtherIncident } from './explaining.ts';
import type { IncidentRecord } from './incident.ts';
import type { Mode } from './input.ts';
import type { IssuanceQuestion } from './issuances.ts';
import type { KafkaChecks } from './kafka-checks.ts';
import type { KubernetesChecks } from './kubernetes-checks.ts';
import type { LeaseToken } from './lease.ts';
import type { Improvement, Mitigation } from './mitigations.ts';
import type { Notice } from './notices.ts';
import type { OutsideChecks } from './outside-checks.ts';
import type { Actor } from './people.ts';
import type { Applied, Approval, Decision, Plan, PlanParameters, Proposal, SetBefore } from './plans.ts';
import type { PostgresChecks } from './postgres-checks.ts';
import type { SystemProfile } from './profile.ts';
import type { PrometheusChecks } from './prometheus-checks.ts';
import type { RedisChecks } from './redis-checks.ts';
import type { Rehearsed } from './rehearsals.ts';
import type { RolledOut, RolloutQuestion } from './rollouts.ts';
import type { ScriptChecks } from './scripts.ts';
import type { Words } from './words.ts';

/** The incident that explains one which alerts open; `folded`: it stands for it. */
export interface Explained {
  by: OtherIncident;
  folded: boolean;
}

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
      /** Where the incident is told; absent in runs of an earlier release. */
      channels?: ChannelProfile[];
      /** What the file asks for and nobody has set up, as half sentences. */
      unconfigured?: string[];
      /** An open incident explains it; absent where none does. */
      explained?: Explained;
    };

/** Whether a decision holds, and who is behind it. */
export type Judgement = { holds: true; by: Actor } | { holds: false; by: Actor; because: string };

/** The same, as of an instant by the server's clock, RFC 3339; `whoElse` = whom to ask for the next approval, in words. */
export type Verified = Judgement & { asOf: string; whoElse?: string };

/** What a channel answers that has more to say than that it was told. */
export interface Said {
  /** Where people can follow the incident: the address of its ticket. */
  where: string;
}

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
  /** Says notices in one channel, in their order, each exactly once for its (key id, entry id). */
  say(question: { channel: ChannelProfile; notices: Notice[] }): Promise<Said | undefined>;
  /** Fills templates of a file in, by name. */
  fillIn(question: { templates: Record<string, string>; words: Words }): Promise<Record<string, string>>;
  /** For keepers, and for incidents that an earlier release opened: says a notice on every channel of its system, each exactly once for its (key id, entry id). */
  notify(notice: Notice): Promise<void>;
  /** Seals and writes record, history and post-mortem. */
  archive(record: IncidentRecord): Promise<Kept>;
}

/** Checks and effects, on the pool's queue. */
export interface PoolActivities
  extends PostgresChecks,
    RedisChecks,
    KafkaChecks,
    KubernetesChecks,
    DiskChecks,
    PrometheusChecks,
    EntranceChecks,
    BackupChecks,
    OutsideChecks,
    ScriptChecks,
    AlertmanagerActivities {
  /** Observes and proposes; null when there is nothing that the mitigation would change. */
  planMitigation(question: {
    mitigation: Mitigation;
    parameters?: PlanParameters;
    /** What the change to take back had set. */
    before?: SetBefore;
    /** Of the incident; for what is found again by it. */
    keyId?: string;
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
