import { condition } from '@temporalio/workflow';
import type { Alert } from '../contract/input.ts';
import type { Answer } from '../contract/messages.ts';
import type { Actor, SlackPlace } from '../contract/people.ts';
import type { Decision } from '../contract/plans.ts';
import type { Mitigation } from '../contract/profile.ts';
import type { Ending } from '../contract/timeline.ts';
import type { Parameters } from './questions.ts';

const remembered = 1_000;

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
  parameters: Parameters;
}

/** Message ids with their answers, and alert episodes with their status. */
export interface CarriedInbox {
  answers: [string, Answer | null][];
  alerts: string[];
  newEpisode: boolean;
}

/** What has come in and waits to be looked at by the story. Handlers only put things here. */
export class Inbox {
  readonly decisions: Inbound[] = [];
  /** Somebody asked for a new look, or monitoring says that it is over. */
  lookAgain = false;
  /** An episode has begun that the last look at the system did not know. */
  newEpisode = false;
  /** Somebody wants no more of what is on offer, or of the stability window. */
  skip?: Actor;
  /** Mitigations that people asked for, in order. */
  readonly proposals: Proposal[] = [];
  resolution?: { by: Actor; as: Ending; because: string; messageId?: string };
  /** Alerts that fired while the incident was closing: the next incident's. */
  readonly late: Alert[] = [];
  private readonly alerts = new Set<string>();
  private readonly answers = new Map<string, Answer | undefined>();
  private closed = false;

  /** Nothing waits to be looked at, so that nothing is lost when the run continues as new. */
  get isEmpty(): boolean {
    const waiting = this.decisions.length + this.proposals.length + this.late.length;
    return waiting === 0 && !this.lookAgain && !this.skip && !this.resolution;
  }

  /** False for a delivery that was seen before; the last 1,000 are remembered. */
  isNew(messageId: string | undefined): boolean {
    if (messageId === undefined) return true;
    if (this.answers.has(messageId)) return false;
    this.answers.set(messageId, undefined);
    for (const oldest of this.answers.keys()) {
      if (this.answers.size <= remembered) break;
      this.answers.delete(oldest);
    }
    return true;
  }

  /** False for an alert whose episode (fingerprint, start) is known to be in that status. */
  isNewAlert({ fingerprint, startsAt, status }: Alert): boolean {
    const episode = `${fingerprint} ${startsAt} ${status}`;
    if (this.alerts.has(episode)) return false;
    this.alerts.add(episode);
    return true;
  }

  answer(messageId: string | undefined, answer: Answer): void {
    if (messageId !== undefined) this.answers.set(messageId, answer);
  }

  /** What became of a message, waiting up to 4 s for it. */
  async answerTo(messageId: string): Promise<Answer> {
    await condition(() => this.closed || this.answers.get(messageId) !== undefined, '4 s', {
      summary: 'An answer',
    });
    return this.answers.get(messageId) ?? { outcome: 'unknown', says: 'recorded; not decided yet' };
  }

  /** What must not be forgotten when the run continues as new. */
  carry(): CarriedInbox {
    return {
      answers: [...this.answers].map(([id, answer]) => [id, answer ?? null]),
      alerts: [...this.alerts],
      newEpisode: this.newEpisode,
    };
  }

  restore({ answers, alerts, newEpisode }: CarriedInbox): void {
    this.newEpisode = newEpisode;
    for (const [id, answer] of answers) this.answers.set(id, answer ?? undefined);
    for (const episode of alerts) this.alerts.add(episode);
  }

  /** Lets those go who still wait for an answer. */
  close(): void {
    this.closed = true;
  }
}
