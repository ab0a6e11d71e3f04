import { CancellationScope, condition } from '@temporalio/workflow';

/** A file that is written anew after each change, one writing at a time and beside all else. */
export class Filing {
  private underWay = false;
  private changedMeanwhile = false;
  private readonly write: () => Promise<void>;

  /** `write` never rejects. */
  constructor(write: () => Promise<void>) {
    this.write = write;
  }

  changed(): void {
    this.changedMeanwhile = true;
    if (this.underWay) return;
    this.underWay = true;
    void CancellationScope.nonCancellable(async () => {
      while (this.changedMeanwhile) {
        this.changedMeanwhile = false;
        await this.write();
      }
      this.underWay = false;
    });
  }

  get atRest(): boolean {
    return !this.underWay;
  }

  /** Waits until the last change is written, at most an hour. */
  async drained(): Promise<void> {
    await condition(() => this.atRest, '1 h', { summary: 'Until the list is kept' });
  }
}
