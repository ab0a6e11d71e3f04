import { ApplicationFailure } from '@temporalio/common';
import type { Channel } from '../../activities/dependencies.ts';
import { final, retryable } from '../../workflows/contract/failures.ts';
import type { Notice } from '../../workflows/contract/notices.ts';

/** A channel that keeps what it says in order, can be away, and refuses what it is told to. */
export class FlakyChannel implements Channel {
  readonly said: Notice[] = [];
  /** How many notices each call brought that was answered. */
  readonly calls: number[] = [];
  away = false;
  refuses: (notice: Notice) => boolean = () => false;

  async say(...notices: readonly Notice[]): Promise<void> {
    if (this.away) throw ApplicationFailure.retryable('the line is dead', retryable.targetUnreachable);
    for (const notice of notices) {
      if (this.refuses(notice)) throw ApplicationFailure.nonRetryable('not like this', final.invalidInput);
      if (!this.said.some(({ entryId }) => entryId === notice.entryId)) this.said.push(notice);
    }
    this.calls.push(notices.length);
  }
}
