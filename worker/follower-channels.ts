import path from 'node:path';
import type { Channel } from '../activities/dependencies.ts';
import { teamsChannel } from '../activities/teams/teams-channel.ts';
import { folderTickets } from '../activities/tickets/folder-tickets.ts';
import { gitHubTickets } from '../activities/tickets/git-hub-tickets.ts';
import { webhookChannel } from '../activities/webhook/webhook-channel.ts';
import type { TeamsChannel, TicketsChannel, WebhookChannel } from '../workflows/contract/followers.ts';
import type { Config } from './config.ts';
import { unset } from './unset.ts';

/** Opens the channel of those who follow incidents beside the people who work on them. */
export function openFollower(
  profile: TeamsChannel | WebhookChannel | TicketsChannel,
  { archive, resolve }: Pick<Config, 'archive' | 'resolve'>,
): Channel | string {
  switch (profile.kind) {
    case 'teams':
      return unset(resolve, profile.url) ?? teamsChannel(profile, resolve);
    case 'webhook':
      return unset(resolve, profile.url, profile.secret) ?? webhookChannel(profile, resolve);
    case 'tickets':
      if ('folder' in profile) return folderTickets(path.join(archive, profile.folder));
      return unset(resolve, profile.bearer) ?? gitHubTickets(profile, resolve);
  }
}
