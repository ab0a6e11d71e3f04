import {
  isMilestone,
  isTicketed,
  isWanted,
  type TeamsChannel,
  type TicketsChannel,
  type WebhookChannel,
} from './followers.ts';
import { type MailChannel, mailed } from './mail.ts';
import type { Notice } from './notices.ts';
import { type PagerDutyChannel, pagerDutyActions } from './pager-duty.ts';
import { concerns, type StakeholdersChannel } from './stakeholders.ts';

/** Where an incident is told, fixed when it opened. Each channel has a line of its own: what waits for one holds up no other. */
export type ChannelProfile =
  | LogChannel
  | SlackChannel
  | TeamsChannel
  | WebhookChannel
  | TicketsChannel
  | StakeholdersChannel
  | PagerDutyChannel
  | MailChannel;

/** Mayday's own log; it alone hears of dry runs and shadow incidents. */
export interface LogChannel {
  kind: 'log';
}

export interface SlackChannel {
  kind: 'slack';
  /** As the file names it, e.g. "#incidents"; absent = the one of the worker's settings. */
  channel?: string;
  /** Each incident has a channel of its own. */
  perIncident?: true;
  /** Of those, only who is invited sees them: the incident is restricted. */
  private?: true;
  /** The post-mortem is put there at the end; absent in incidents of an earlier release. */
  files?: true;
  /** The file does not ask for it: nothing is missing where it is not configured. */
  optional?: true;
}

/** What a channel is called, unique in a system. */
export function channelName(channel: ChannelProfile): string {
  if (channel.kind === 'webhook') return `webhook ${channel.id}`;
  if (channel.kind === 'stakeholders') return `stakeholders ${'slack' in channel ? 'in Slack' : 'by mail'}`;
  return channel.kind;
}

/** Whether a channel says a notice. */
export function says(channel: ChannelProfile, notice: Notice): boolean {
  if (notice.file) return channel.kind === 'slack' && channel.files === true && notice.mode === undefined;
  if (channel.kind === 'log') return true;
  if (notice.mode !== undefined) return false;
  if (channel.kind === 'teams') return isMilestone(notice);
  if (channel.kind === 'webhook') return isWanted(channel, notice);
  if (channel.kind === 'tickets') return isTicketed(notice);
  if (channel.kind === 'stakeholders') return concerns(channel, notice);
  if (channel.kind === 'pagerDuty') return pagerDutyActions(notice).length > 0;
  if (channel.kind === 'mail') return mailed(channel, notice);
  return true;
}

/** Nothing said in it can be found again: what is sent once is not sent a second time, though its answer was lost. */
export function atMostOnce({ kind }: ChannelProfile): boolean {
  return kind === 'teams';
}

/** How many of what waits go out as one message, where each message is sent at most once: updates, or one of another kind. */
export function oneMessage(waiting: readonly Notice[]): number {
  const other = waiting.findIndex(({ kind }) => kind !== 'update');
  return other === 0 ? 1 : other < 0 ? waiting.length : other;
}

/** Notices that somebody has to see soon: where one channel cannot say them, the next does. */
export function isUrgent({ kind }: Notice): boolean {
  return kind === 'page' || kind === 'ask';
}

/** Which channels stand in for one that cannot be reached: each for those before it. */
export const standIns: readonly ChannelProfile['kind'][] = ['slack', 'pagerDuty', 'mail'];

/** What an incident remembers of its channels. */
export type ChannelFact =
  /** What the file asks for and nobody has set up; said once. */
  | { kind: 'not configured'; channels: string[] }
  /** `instead`: who is told meanwhile what cannot wait. */
  | { kind: 'channel away'; channel: string; because: string; instead: string[] }
  | { kind: 'channel back'; channel: string }
  | { kind: 'not told'; notice: string; because: string; channel?: string }
  /** It was sent, the answer was lost, and it cannot be looked up. */
  | { kind: 'maybe told'; notice: string; because: string; channel: string };

export function channelSentence(fact: ChannelFact): string {
  switch (fact.kind) {
    case 'not configured':
      return `Not configured: ${fact.channels.join('; ')}`;
    case 'channel away': {
      const instead =
        fact.instead.length > 0 ? `; what cannot wait goes to ${fact.instead.join(' and ')} instead` : '';
      return `Nothing can be said in ${fact.channel} (${fact.because})${instead}`;
    }
    case 'channel back':
      return `${fact.channel} is back and has heard everything`;
    case 'not told':
      return `Could not send "${fact.notice}"${fact.channel ? ` to ${fact.channel}` : ''}: ${fact.because}`;
    case 'maybe told':
      return `Nobody knows whether ${fact.channel} has "${fact.notice}": ${fact.because.replace(/\.$/, '')}. It is not sent again`;
  }
}
