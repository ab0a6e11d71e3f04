import { ApplicationFailure } from '@temporalio/common';
import type { CoordinationActivities } from '../../workflows/contract/activities.ts';
import { channelName } from '../../workflows/contract/channels.ts';
import { final } from '../../workflows/contract/failures.ts';
import type { CoordinationDependencies } from '../dependencies.ts';
import { worded } from '../texts/worded.ts';

/** Says notices in one channel; those that it has said already it keeps silent about. Answers where the incident can be followed there, if it can. Throws what the channel throws. */
export function say(
  deps: Pick<CoordinationDependencies, 'catalogue' | 'channel' | 'log'>,
): CoordinationActivities['say'] {
  return async ({ channel: profile, notices: given }) => {
    const notices = given.map((notice) => worded(deps, notice));
    const channel = deps.channel(profile);
    if (typeof channel === 'string') throw ApplicationFailure.nonRetryable(channel, final.notAuthorised);
    try {
      await channel.say(...notices);
      const [said] = notices;
      const where = said && channel.where?.(said);
      return where === undefined ? undefined : { where };
    } catch (error) {
      const [first] = notices;
      const about = { channel: channelName(profile), keyId: first?.keyId, entryId: first?.entryId };
      deps.log.warn({ ...about, notices: notices.length, err: error }, 'notices were not said');
      throw error;
    }
  };
}
