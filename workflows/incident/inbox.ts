import { condition } from '@temporalio/workflow';
import type { Alert } from '../contract/input.ts';
import type { Answer } from '../contract/messages.ts';
import type { Actor } from '../contract/people.ts';
import type { Decision } from '../contract/plans.ts';
import type { Ending } from '../contract/timeline.ts';

const remembered = 1_000;

/** A decision that came in and has not been checked yet. */
export interface Inbound {
  messageId?: string;
  decision: Decision;
}

/** What has come in and waits to be looked at by the story. Handlers only put things here. */
export class Inbox {
  readonly decisions: Inbound[] = [];
  /** Somebody asked for a new look, or monitoring says that it is over. */
  lookAgain = false;
  /** An episode has begun that the last look at the system did not know. */
  newEpisode = false;
  resolution?: { by: Actor; as: Ending; because: string; messageId?: string };
  /** Alerts that fired while the incident was closing: the next incident's. */
  readonly late: Alert[] = [];
  private readonly alerts = new Set<string>();
  private readonly answers = new Map<string, Answer | undefined>();
  private closed = false;

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

  /** Lets those go who still wait for an answer. */
  close(): void {
    this.closed = true;
  }
}
