import { channelProfiles } from '../../systems/channels.ts';
import { type ChannelProfile, channelName } from '../../workflows/contract/channels.ts';
import type { ChannelExaminationActivities, Examined } from '../../workflows/contract/examination.ts';
import type { CoordinationDependencies } from '../dependencies.ts';
import { doubtful, examined, good } from './examined.ts';

/** Tries each channel that can be tried without a word said there. @throws ApplicationFailure where the file cannot be read */
export function examineChannels({
  catalogue,
  channel,
}: Pick<CoordinationDependencies, 'catalogue' | 'channel'>): ChannelExaminationActivities['examineChannels'] {
  return async ({ system }) => {
    const looked = channelProfiles(catalogue.file(system)).flatMap((profile) => look(profile));
    return await Promise.all(looked);
  };

  function look(profile: ChannelProfile): Promise<Examined>[] {
    const opened = channel(profile);
    const what = channelName(profile);
    if (typeof opened === 'string')
      return 'optional' in profile ? [] : [examined(what, async () => doubtful(`not configured: ${opened}`))];
    const { tryOut } = opened;
    return tryOut ? [examined(what, async () => good(await tryOut()))] : [];
  }
}
