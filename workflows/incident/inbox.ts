import type { Alert } from '../contract/input.ts';
import type { Mitigation } from '../contract/mitigations.ts';
import type { Actor, SlackPlace } from '../contract/people.ts';
import type { Decision, PlanParameters } from '../contract/plans.ts';
import type { Cited } from '../contract/rehearsals.ts';
import type { PublicStatus } from '../contract/status-page.ts';
import type { Ending, Fact } from '../contract/timeline.ts';
import { type CarriedDeliveries, Deliveries } from './deliveries.ts';

/** A decision that came in and has not been checked yet. */
export interface Inbound {
  messageId?: string;
  decision: Decision;
  /** Where the click was, for the answer that only the clicker sees. */
  slack?: SlackPlace;
}

/** A mitigation that somebody wants, with what was answered of its questions. */
export interface Proposal {
  mitigation: Mitigation;
  parameters: PlanParameters;
  /** The plan of a dry run that it repeats. */
  cites?: Cited;
  /** Who proposed it. */
  by: Actor;
  /** The plan whose change it takes back. */
  undoes?: number;
}

/** Message ids with their answers, and alert episodes with their status. */
export interface CarriedInbox {
  answers: CarriedDeliveries;
  alerts: string[];
  newEpisode: boolean;
  /** Absent where no other incident stands for it. */
  stillFiring?: Alert[];
}

/** What has come in and waits to be looked at by the story. Handlers only put things here. */
export class Inbox {
  readonly deliveries = new Deliveries();
  readonly decisions: Inbound[] = [];
  /** Decisions on a text for the public. */
  readonly aboutPublic: Inbound[] = [];
  /** Somebody wants the public told. */
  publish?: { status: PublicStatus; message?: string; by: Actor };
  /** Somebody asked for a new look, or monitoring says that it is over. */
  lookAgain = false;
  /** An episode has begun that the last look at the system did not know. */
  newEpisode = false;
  /** Somebody wants no more of what is on offer, or of the stability window. */
  skip?: Actor;
  /** Mitigations that people asked for, in order. */
  readonly proposals: Proposal[] = [];
  /** Targets that came free while a plan waited for one. */
  readonly freed = new Set<string>();
  resolution?: { by: Actor; as: Ending; because: string; messageId?: string };
  /** Alerts that fired while the incident was closing: the next incident's. */
  readonly late: Alert[] = [];
  /** Why they open the next incident, where it is not that this one was closing; `alone` = whatever explains it. */
  nextOpens?: { because: string; alone: boolean };
  /** While another incident stands for this one: alerts that it has not heard of. */
  readonly folded: Extract<Fact, { kind: 'alerts' }>[] = [];
  /** The same: the alerts that fire now, by fingerprint. */
  readonly stillFiring = new Map<string, Alert>();
  private readonly alerts = new Set<string>();

  /** Nothing waits to be looked at, so that nothing is lost when the run continues as new. */
  get isEmpty(): boolean {
    const waiting =
      this.decisions.length +
      this.aboutPublic.length +
      this.proposals.length +
      this.late.length +
      this.folded.length;
    return waiting === 0 && !this.publish && !this.lookAgain && !this.skip && !this.resolution;
  }

  /** False for an alert whose episode (fingerprint, start) is known to be in that status. */
  isNewAlert(alert: Alert): boolean {
    if (this.knows(alert)) return false;
    this.alerts.add(namesOf(alert)[1]);
    return true;
  }

  /** Whether the end of an alert's episode was heard: what says that it fires comes late. */
  isOver(alert: Alert): boolean {
    return this.knows({ ...alert, status: 'resolved' });
  }

  private knows(alert: Alert): boolean {
    return namesOf(alert).some((name) => this.alerts.has(name));
  }

  /** What must not be forgotten when the run continues as new. */
  carry(): CarriedInbox {
    return {
      answers: this.deliveries.carry(),
      alerts: [...this.alerts],
      newEpisode: this.newEpisode,
      ...(this.stillFiring.size > 0 ? { stillFiring: [...this.stillFiring.values()] } : {}),
    };
  }

  restore({ answers, alerts, newEpisode, stillFiring = [] }: CarriedInbox): void {
    for (const alert of stillFiring) this.stillFiring.set(alert.fingerprint, alert);
    this.newEpisode = newEpisode;
    this.deliveries.restore(answers);
    for (const episode of alerts) this.alerts.add(episode);
  }
}

/** As given, and rounded: the same start comes in nanoseconds from the one and in milliseconds from the other door. */
function namesOf({ fingerprint, startsAt, status }: Alert): [string, string] {
  const at = Date.parse(startsAt);
  const rounded = Number.isNaN(at) ? startsAt : new Date(at).toISOString();
  return [`${fingerprint} ${startsAt} ${status}`, `${fingerprint} ${rounded} ${status}`];
}
