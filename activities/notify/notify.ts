import { ApplicationFailure } from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time.js';
import type { CoordinationActivities } from '../../workflows/contract/activities.ts';
import { channelName, says } from '../../workflows/contract/channels.ts';
import { channelsOf } from '../catalogue/channels.ts';
import type { CoordinationDependencies } from '../dependencies.ts';

/**
 * Says a notice on every channel of its system at once: for keepers, and for incidents that an earlier release opened.
 * Channels that have it already keep silent, so a retry speaks only to those that failed. Throws one failure that names
 * them; final only if no channel is worth another try.
 */
export function notify(
  deps: Pick<CoordinationDependencies, 'catalogue' | 'channel' | 'log'>,
): CoordinationActivities['notify'] {
  return async (notice) => {
    const channels = channelsOf(deps, notice.system).channels.flatMap((profile) => {
      const channel = says(profile, notice) ? deps.channel(profile) : '';
      return typeof channel === 'string' ? [] : { name: channelName(profile), channel };
    });
    const said = await Promise.allSettled(channels.map(async ({ channel }) => channel.say(notice)));
    const failed = said.flatMap((outcome, i) =>
      outcome.status === 'rejected' ? [{ channel: channels[i]?.name ?? '', error: outcome.reason }] : [],
    );
    if (failed.length === 0) return;
    for (const { channel, error } of failed) {
      deps.log.warn(
        { channel, err: error, keyId: notice.keyId, entryId: notice.entryId },
        'a notice was not said',
      );
    }
    throw together(failed);
  };
}

function together(failed: { channel: string; error: unknown }[]): ApplicationFailure {
  const failures = failed.map(({ error }) => ApplicationFailure.fromError(error));
  const worthRetrying = failures.filter((failure) => !failure.nonRetryable);
  const delays = worthRetrying.flatMap(({ nextRetryDelay }) =>
    nextRetryDelay ? [msToNumber(nextRetryDelay)] : [],
  );
  return ApplicationFailure.create({
    message: failed.map(({ channel }, i) => `${channel}: ${failures[i]?.message}`).join('; '),
    type: (worthRetrying[0] ?? failures[0])?.type ?? undefined,
    nonRetryable: worthRetrying.length === 0,
    ...(delays.length === worthRetrying.length && delays.length > 0
      ? { nextRetryDelay: Math.min(...delays) }
      : {}),
  });
}
