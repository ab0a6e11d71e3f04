import { CancellationScope, condition } from '@temporalio/workflow';
import type { Notice } from '../contract/notices.ts';
import { notify, page } from './activities.ts';

/** Notices on their way: beside the main path, never in it. */
export class Outbox {
  private onTheWay = 0;

  /** Sends and returns at once; `lost` hears of a notice that was given up. */
  send(notice: Notice, lost: (because: string) => void): void {
    this.onTheWay += 1;
    const send = notice.kind === 'page' ? page : notify;
    const summary = `${notice.kind}: ${notice.text}`.slice(0, 190);
    void CancellationScope.nonCancellable(() => send.executeWithOptions({ summary }, [notice]))
      .catch((error: unknown) => lost(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        this.onTheWay -= 1;
      });
  }

  get isEmpty(): boolean {
    return this.onTheWay === 0;
  }

  /** Waits until all is said, at most an hour: nobody needs to be woken for an incident that ended an hour ago. */
  async drained(): Promise<void> {
    await condition(() => this.onTheWay === 0, '1 h', { summary: 'Until all is said' });
  }
}
