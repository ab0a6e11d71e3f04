import { ApplicationFailure } from '@temporalio/common';
import { channelProfiles } from '../../systems/channels.ts';
import { type ChannelProfile, channelName } from '../../workflows/contract/channels.ts';
import type { CoordinationDependencies } from '../dependencies.ts';

/** Where the incidents of a system are told, and what its file asks for that nobody has set up. Of a `restricted` one nothing is public. */
export function channelsOf(
  { catalogue, channel }: Pick<CoordinationDependencies, 'catalogue' | 'channel'>,
  system: string,
  { restricted = false } = {},
): { channels: ChannelProfile[]; unconfigured: string[] } {
  const channels: ChannelProfile[] = [];
  const unconfigured: string[] = [];
  for (const each of wanted(catalogue, system)) {
    const profile = restricted ? hidden(each) : each;
    const opened = channel(profile);
    if (typeof opened !== 'string') channels.push(profile);
    else if (!('optional' in profile)) unconfigured.push(`${channelName(profile)} (${opened})`);
  }
  return { channels, unconfigured };
}

function hidden(profile: ChannelProfile): ChannelProfile {
  return profile.kind === 'slack' && profile.perIncident ? { ...profile, private: true } : profile;
}

/** A file that cannot be read keeps nobody from hearing of its incidents. */
function wanted(catalogue: CoordinationDependencies['catalogue'], system: string): ChannelProfile[] {
  try {
    return channelProfiles(catalogue.file(system));
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    return channelProfiles({ channels: {}, severities: {}, roles: {}, people: {} });
  }
}
