import type { Seal } from './audit.ts';
import type { Finding } from './findings.ts';
import type { Freeze } from './freeze.ts';
import type { Mode } from './input.ts';
import type { Actor } from './people.ts';
import type { Plan, PlanParameters } from './plans.ts';
import type { Severity } from './profile.ts';
import type { TimelineEntry } from './timeline.ts';

/** Where an incident is. `acknowledgedBy` is a fact beside it. */
export type Phase = 'triggered' | 'mitigating' | 'monitoring' | 'resolved' | 'cancelled' | 'failed';

/** What the `incident` query answers. */
export interface IncidentView {
  /** `INC-7K3FQ2` */
  incident: string;
  keyId: string;
  workflowId: string;
  system: string;
  systemTitle: string;
  runbook: string;
  runbookTitle: string;
  mode: Mode;
  phase: Phase;
  severity: Severity;
  /** The system's own label of the severity. */
  label: string;
  summary: string;
  /** RFC 3339 */
  openedAt: string;
  endedAt?: string;
  acknowledgedBy?: Actor;
  acknowledgedAt?: string;
  /** A person or a role. */
  commander?: string;
  /** Works by hand; nothing is proposed meanwhile. */
  takenOverBy?: Actor;
  /** Nothing is changed as long as it is in force. */
  frozen?: Freeze;
  round: number;
  /** The last word of every check. */
  findings: Finding[];
  /** The plan that waits for a decision. */
  pending?: Plan;
  /** The text for the public that waits for a yes, beside it. */
  forPublic?: Plan;
  /** Who has approved it, where it needs more than one. */
  approvedBy?: string[];
  /** Firing alerts, by fingerprint. */
  firing: string[];
  /** Those that the Alertmanager is silent about while somebody is at work; absent where there are none. */
  silenced?: string[];
  /** Ladder steps reached so far. */
  reached: number;
  /** What the incident waits for, in words. */
  waitingFor: string;
  /** While it waits for people: what they can look at, propose and do by hand, line by line. */
  guidance: string[];
  /** Changes that were made and can be taken back. */
  inEffect: ChangeInEffect[];
  impact?: Impact;
  /** The address of its ticket. */
  ticket?: string;
  checklist?: ChecklistItem[];
  /** Of its severity; absent in records made before they were kept. */
  targets?: Targets;
}

/** When the targets of an incident's severity pass, RFC 3339. */
export interface Targets {
  response: string;
  /** Absent where the document promises none. */
  resolution?: string;
}

/** What the `glance` query answers: a line of a list, and what fires next. */
export interface IncidentGlance
  extends Pick<
      IncidentView,
      | 'incident'
      | 'keyId'
      | 'system'
      | 'runbook'
      | 'phase'
      | 'severity'
      | 'label'
      | 'waitingFor'
      | 'openedAt'
      | 'endedAt'
    >,
    Partial<
      Pick<
        IncidentView,
        | 'systemTitle'
        | 'runbookTitle'
        | 'mode'
        | 'summary'
        | 'commander'
        | 'acknowledgedBy'
        | 'takenOverBy'
        | 'frozen'
      >
    > {
  /** Another incident stands for it. */
  folded?: true;
  /** The name of the incident that explains it. */
  explainedBy?: string;
  /** The plans that wait for a decision, those for the public, too. */
  plans?: (Pick<Plan, 'id' | 'title' | 'risk'> & {
    /** RFC 3339; absent where an earlier release answers. */
    since?: string;
  })[];
  /** How many notices wait to be said, by channel; absent where none does. */
  unsaid?: Record<string, number>;
  clocks: Clock[];
}

/** What the `follow` query answers. */
export interface Followed {
  view: IncidentView;
  clocks: Clock[];
  timeline: TimelineEntry[];
}

/** What an incident does to users and business, as far as people have said. */
export interface Impact {
  /** How many are affected. */
  users?: number;
  functions?: string;
  revenue?: string;
  /** Support tickets and complaints. */
  tickets?: number;
}

/** One thing that the responders go through. */
export interface ChecklistItem {
  /** From 1. */
  item: number;
  phase: string;
  text: string;
  /** RFC 3339; when its phase begins and ends. */
  from?: string;
  until?: string;
  doneBy?: Actor;
}

/** A change that was made and can be taken back by the same mitigation with these parameters. */
export interface ChangeInEffect {
  plan: number;
  mitigation: string;
  title: string;
  temporary: boolean;
  inverse: PlanParameters;
  /** What it was set to; may be missing in what an older run carried. */
  set?: PlanParameters;
}

/** One clock: what fires next and whom it reaches. */
export interface Clock {
  name:
    | 'response'
    | 'resolution'
    | 'update'
    | 'update reminder'
    | 'approval'
    | 'approval reminder'
    | 'answers'
    | 'stability'
    | 'target'
    | 'shift';
  /** RFC 3339 */
  due: string;
  /** What happens then. */
  fires: string;
  reaches: string[];
}

/** What a runbook's run returns, and what the archive keeps. */
export interface IncidentRecord extends IncidentView {
  timeline: TimelineEntry[];
  assumed: string[];
  /** Only in the archive; absent where it was kept before records were sealed. */
  seal?: Seal;
}

/** The end of a run: closed here, or handed over to the run it should have been. */
export type RunResult =
  | { end: 'closed'; incident: string; phase: Phase; says: string }
  | { end: 'handed over'; to: string; says: string };
