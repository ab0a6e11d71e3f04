import type { ChannelProfile } from '../workflows/contract/channels.ts';
import type { Severity } from '../workflows/contract/profile.ts';
import { addressesOf } from './mail.ts';
import type { SystemFile } from './schema.ts';

const usualLabel = 'incident';
const usualSeverities: Severity[] = ['P0', 'P1'];

/** Those who follow an incident beside the people who work on it. */
export function followerProfiles(file: Pick<SystemFile, 'channels' | 'roles' | 'people'>): ChannelProfile[] {
  const { teams, webhooks = [], tickets } = file.channels;
  return [
    ...(teams ? [{ kind: 'teams', ...teams } as const] : []),
    ...webhooks.map((webhook) => ({ kind: 'webhook', ...webhook }) as const),
    ...(tickets ? [ticketsProfile(tickets)] : []),
    ...stakeholderProfiles(file),
  ];
}

function ticketsProfile(tickets: NonNullable<SystemFile['channels']['tickets']>): ChannelProfile {
  if ('folder' in tickets) return { kind: 'tickets', folder: tickets.folder };
  return { kind: 'tickets', ...tickets, label: tickets.label ?? usualLabel };
}

function stakeholderProfiles(file: Pick<SystemFile, 'channels' | 'roles' | 'people'>): ChannelProfile[] {
  const { slack, mail, severities = usualSeverities } = file.channels.stakeholders ?? {};
  return [
    ...(slack ? [{ kind: 'stakeholders', slack, severities } as const] : []),
    ...(mail ? [{ kind: 'stakeholders', mail: addressesOf(file, mail), severities } as const] : []),
  ];
}
