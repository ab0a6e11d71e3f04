import { CancellationScope, sleep } from '@temporalio/workflow';
import type { Said } from '../contract/activities.ts';
import { atMostOnce, type ChannelProfile, channelName, isUrgent, oneMessage } from '../contract/channels.ts';
import type { Notice } from '../contract/notices.ts';
import { oneLine } from '../contract/one-line.ts';
import { say } from './activities.ts';
import { isFinal, isUnknown, reason } from './reason.ts';

/** Notices that go out together at most; a payload has room for as many. */
const mostAtOnce = 20;
/** ms after which an update that nobody could be told is told no more; a page is tried for ever. */
const patience = 3_600_000;
/** Characters of JSON that may wait for a channel that is away: a run has to carry them along. */
const mostWaiting = 200_000;

/** What becomes of notices that a channel could not say. */
export interface LaneEvents {
  /** The channel cannot be reached; `urgent` of what waits has to be said elsewhere. */
  away(lane: Lane, urgent: Notice[], because: string): void;
  /** It still cannot be reached, and this cannot wait. */
  meanwhile(lane: Lane, urgent: Notice[]): void;
  /** It can be reached again, and has said all that waited. */
  back(lane: Lane): void;
  /** A notice that is given up. */
  lost(lane: Lane, notice: Notice, because: string): void;
  /** Something was said, and this is where people can follow the incident there. */
  found(where: string): void;
  /** A notice with what has moved since it was recorded. */
  asOfNow(notice: Notice): Notice;
  /** Notices that went out as one message, of which nobody knows whether it was said. */
  unsure(lane: Lane, notices: Notice[], because: string): void;
}

/** The notices of one channel, in their order: what comes while others are on their way goes out with the next ones. */
export class Lane {
  readonly channel: ChannelProfile;
  private readonly waiting: Notice[] = [];
  private readonly events: LaneEvents;
  private working = false;
  private pausing = false;
  /** It could not be reached when it was last tried. */
  isAway = false;

  constructor(channel: ChannelProfile, events: LaneEvents) {
    this.channel = channel;
    this.events = events;
  }

  get name(): string {
    return channelName(this.channel);
  }

  private get once(): boolean {
    return atMostOnce(this.channel);
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** Notices that are not said yet. */
  get depth(): number {
    return this.waiting.length;
  }

  /** Nothing is on its way, though there may be something that waits for the channel to come back. */
  get atRest(): boolean {
    return this.isEmpty || this.pausing;
  }

  /** What is not said yet, for the next run. */
  carry(): readonly Notice[] {
    this.leaveOut();
    return this.waiting;
  }

  take(...notices: Notice[]): void {
    this.waiting.push(...notices);
    if (this.isAway) this.events.meanwhile(this, notices.filter(isUrgent));
    if (this.working) return;
    this.working = true;
    void CancellationScope.nonCancellable(() => this.work());
  }

  private async work(): Promise<void> {
    // What is recorded in one go goes out together.
    await Promise.resolve();
    let failures = 0;
    let together = mostAtOnce;
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(
        0,
        this.once ? Math.min(together, oneMessage(this.waiting)) : together,
      );
      try {
        const said = await this.say(batch, failures);
        this.waiting.splice(0, batch.length);
        if (said?.where) this.events.found(said.where);
        if (failures > 0 && this.isEmpty) this.events.back(this);
        if (this.isEmpty) {
          failures = 0;
          this.isAway = false;
        }
      } catch (error) {
        const because = reason(error);
        if (this.once && isUnknown(error)) {
          this.events.unsure(this, this.waiting.splice(0, batch.length), because);
          continue;
        }
        // Of several that are refused together the others must not suffer for one.
        if (isFinal(error) && batch.length > 1) together = 1;
        else if (isFinal(error)) this.giveUp(this.waiting.splice(0, 1), because);
        else {
          failures += 1;
          this.isAway = true;
          if (failures === 1) this.events.away(this, this.waiting.filter(isUrgent), because);
          this.giveUp(this.outdated(), because);
          this.leaveOut();
          await this.pause();
        }
      }
    }
    this.working = false;
  }

  /** The first time for a minute, so that others can stand in soon; then with more patience. */
  private async say(notices: Notice[], failures: number): Promise<Said | undefined> {
    const [first] = notices;
    const more = notices.length > 1 ? ` (and ${notices.length - 1} more)` : '';
    return await say.executeWithOptions(
      {
        summary: oneLine(`${this.name}: ${first?.kind}${more}: ${first?.text}`),
        // Of one attempt its own time says whether it was begun, which the whole time would not.
        ...(this.once
          ? { scheduleToStartTimeout: '1 min', retry: { maximumAttempts: 1 } }
          : { scheduleToCloseTimeout: failures === 0 ? '1 min' : '5 min' }),
      },
      [{ channel: this.channel, notices: notices.map(this.events.asOfNow) }],
    );
  }

  private async pause(): Promise<void> {
    this.pausing = true;
    await sleep('10 s', { summary: oneLine(`Until ${this.name} is tried again`) });
    this.pausing = false;
  }

  private outdated(): Notice[] {
    const old = this.waiting.filter(
      ({ kind, at }) => kind !== 'page' && Date.now() - Date.parse(at) > patience,
    );
    for (const notice of old) this.waiting.splice(this.waiting.indexOf(notice), 1);
    return old;
  }

  /** Of too much that waits, the oldest updates; who reads the next notice is told where they are. */
  private leaveOut(): void {
    let size = this.waiting.reduce((sum, notice) => sum + JSON.stringify(notice).length, 0);
    let left = 0;
    for (let i = 0; size > mostWaiting && i < this.waiting.length - 1; ) {
      const notice = this.waiting[i] as Notice;
      if (isUrgent(notice)) i += 1;
      else {
        size -= JSON.stringify(notice).length;
        this.waiting.splice(i, 1);
        left += 1;
      }
    }
    const [next, ...later] = this.waiting;
    if (left === 0 || !next) return;
    const told = `${left} updates before this are only on the timeline`;
    this.waiting.splice(0, this.waiting.length, { ...next, details: [told, ...next.details] }, ...later);
  }

  private giveUp(notices: Notice[], because: string): void {
    for (const notice of notices) this.events.lost(this, notice, because);
  }
}
