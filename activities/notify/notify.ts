import { ApplicationFailure } from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time.js';
import type { CoordinationActivities } from '../../workflows/contract/activities.ts';
import type { CoordinationDependencies } from '../dependencies.ts';

/**
 * Says a notice on every channel at once. Channels that have it already keep silent, so a retry speaks only
 * to those that failed. What is not live only Mayday's own log hears. Throws one failure that names them; final only if no channel is worth another try.
 */
export function notify(
  deps: Pick<CoordinationDependencies, 'channels' | 'log'>,
): CoordinationActivities['notify'] {
  return async (notice) => {
    const channels = deps.channels.filter(({ own }) => own || notice.mode === undefined);
    const said = await Promise.allSettled(channels.map(async (channel) => channel.say(notice)));
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
