import { CancellationScope, condition } from '@temporalio/workflow';
import { type ChannelFact, type ChannelProfile, isUrgent, says, standIns } from '../contract/channels.ts';
import type { Notice } from '../contract/notices.ts';
import { oneLine } from '../contract/one-line.ts';
import { notify, page } from './activities.ts';
import { Lane, type LaneEvents } from './lane.ts';

/** Notices on their way, channel by channel: beside the main path, never in it. */
export class Outbox {
  private readonly lanes: Lane[];
  /** Opened by an earlier release, whose notices go to all channels at once. */
  private readonly together: boolean;
  private readonly record: (fact: ChannelFact) => void;
  private readonly found: (where: string) => void;
  private readonly asOfNow: (notice: Notice) => Notice;
  private onTheWay = 0;

  /** `found`: there is a ticket, and this is where. `asOfNow`: a notice with what has moved since it was recorded. */
  constructor(
    channels: readonly ChannelProfile[] | undefined,
    record: (fact: ChannelFact) => void,
    found: (where: string) => void = () => {},
    asOfNow: (notice: Notice) => Notice = (notice) => notice,
  ) {
    this.together = channels === undefined;
    this.record = record;
    this.found = found;
    this.asOfNow = asOfNow;
    this.lanes = (channels ?? []).map((channel) => new Lane(channel, this.events));
  }

  /** Sends and returns at once. */
  send(notice: Notice): void {
    if (this.together && !notice.file) this.sendToAll(notice);
    for (const lane of this.lanes) if (says(lane.channel, notice)) lane.take(notice);
  }

  get isEmpty(): boolean {
    return this.onTheWay === 0 && this.lanes.every((lane) => lane.isEmpty);
  }

  /** Nothing is on its way; what waits for a channel to come back can be carried along. */
  get atRest(): boolean {
    return this.onTheWay === 0 && this.lanes.every((lane) => lane.atRest);
  }

  /** How many notices are not said yet, by channel that has any. */
  get waiting(): Record<string, number> {
    const waiting = this.lanes.flatMap(({ name, depth }) => (depth > 0 ? [[name, depth] as const] : []));
    return Object.fromEntries(waiting);
  }

  /** What is not said yet, by channel. */
  carry(): Record<string, readonly Notice[]> {
    return Object.fromEntries(
      this.lanes.flatMap((lane) => (lane.isEmpty ? [] : [[lane.name, lane.carry()]])),
    );
  }

  restore(carried: Record<string, readonly Notice[]> = {}): void {
    for (const lane of this.lanes) {
      const unsaid = Object.hasOwn(carried, lane.name) ? carried[lane.name] : undefined;
      if (unsaid) lane.take(...unsaid);
    }
  }

  /** Waits until all is said, at most an hour: nobody needs to be woken for an incident that ended an hour ago. */
  async drained(): Promise<void> {
    await condition(() => this.isEmpty, '1 h', { summary: 'Until all is said' });
  }

  private readonly events: LaneEvents = {
    asOfNow: (notice) => this.asOfNow(notice),
    away: ({ name, channel }, urgent, because) => {
      const instead = this.standInsOf(channel);
      for (const notice of urgent) this.handOn(channel, notice);
      this.record({
        kind: 'channel away',
        channel: name,
        because,
        instead: instead.map((lane) => lane.name),
      });
    },
    meanwhile: ({ channel }, urgent) => {
      for (const notice of urgent) this.handOn(channel, notice);
    },
    back: ({ name }) => this.record({ kind: 'channel back', channel: name }),
    lost: ({ name, channel, isAway }, notice, because) => {
      // As long as it is away, all that is urgent has been handed on.
      if (isUrgent(notice) && !isAway) this.handOn(channel, notice);
      this.record({ kind: 'not told', notice: notice.text, because, channel: name });
    },
    found: (where) => this.found(where),
    unsure: ({ name, channel }, notices, because) => {
      for (const notice of notices.filter(isUrgent)) this.handOn(channel, notice);
      const notice = notices.map(({ text }) => text).join('; ');
      this.record({ kind: 'maybe told', notice: notice.slice(0, 500), because, channel: name });
    },
  };

  /** Who stands in for a channel: the first of those after it that the incident has. */
  private standInsOf({ kind }: ChannelProfile): Lane[] {
    const after = standIns.slice(standIns.indexOf(kind) + 1);
    const next = after.find((each) => this.lanes.some(({ channel }) => channel.kind === each));
    return standIns.includes(kind) ? this.lanes.filter(({ channel }) => channel.kind === next) : [];
  }

  private handOn(channel: ChannelProfile, notice: Notice): void {
    for (const lane of this.standInsOf(channel)) {
      // What it says anyway it is not told twice.
      if (!says(lane.channel, notice)) lane.take({ ...notice, insteadOf: notice.insteadOf ?? channel.kind });
    }
  }

  private sendToAll(notice: Notice): void {
    this.onTheWay += 1;
    const send = notice.kind === 'page' ? page : notify;
    const summary = oneLine(`${notice.kind}: ${notice.text}`);
    void CancellationScope.nonCancellable(() => send.executeWithOptions({ summary }, [notice]))
      .catch((error: unknown) =>
        this.record({
          kind: 'not told',
          notice: notice.text,
          because: error instanceof Error ? error.message : String(error),
        }),
      )
      .finally(() => {
        this.onTheWay -= 1;
      });
  }
}
