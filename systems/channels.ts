import type { ChannelProfile } from '../workflows/contract/channels.ts';
import { followerProfiles } from './follower-channels.ts';
import { mailProfile } from './mail.ts';
import type { SystemFile } from './schema.ts';

/** Where the incidents of a system are told; Slack also where the file does not speak of it, if the worker has one. */
export function channelProfiles(
  file: Pick<SystemFile, 'channels' | 'severities' | 'roles' | 'people'>,
): ChannelProfile[] {
  const { incidents, perIncident, pagerDuty } = file.channels;
  return [
    { kind: 'log' },
    {
      kind: 'slack',
      ...(incidents ? { channel: incidents } : {}),
      ...(perIncident ? { perIncident } : {}),
      files: true,
      ...(incidents || perIncident ? {} : { optional: true }),
    },
    ...followerProfiles(file),
    ...(pagerDuty ? [{ kind: 'pagerDuty', ...pagerDuty } as const] : []),
    mailProfile(file),
  ];
}
