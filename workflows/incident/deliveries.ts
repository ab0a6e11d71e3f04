import { condition } from '@temporalio/workflow';
import type { Answer } from '../contract/messages.ts';

const remembered = 1_000;

/** Message ids with their answers. */
export type CarriedDeliveries = [messageId: string, answer: Answer | null][];

/** The messages that were delivered, and what became of each: a repeated delivery counts once. */
export class Deliveries {
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

  answer(messageId: string | undefined, answer: Answer): void {
    if (messageId !== undefined) this.answers.set(messageId, answer);
  }

  /** What became of a message, waiting up to 4 s for it. */
  async answerTo(messageId: string): Promise<Answer> {
    await condition(() => this.closed || this.answers.get(messageId) !== undefined, '4 s', {
      summary: 'Until the message is answered',
    });
    return this.answers.get(messageId) ?? { outcome: 'unknown', says: 'recorded; not decided yet' };
  }

  /** Lets those go who still wait for an answer. */
  close(): void {
    this.closed = true;
  }

  carry(): CarriedDeliveries {
    return [...this.answers].map(([id, answer]) => [id, answer ?? null]);
  }

  restore(carried: CarriedDeliveries): void {
    for (const [id, answer] of carried) this.answers.set(id, answer ?? undefined);
  }
}
