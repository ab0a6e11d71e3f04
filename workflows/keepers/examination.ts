import { proxyActivities } from '@temporalio/workflow';
import {
  type ChannelExaminationActivities,
  type ExaminationActivities,
  type ExaminedSystem,
  type ExaminedSystemReport,
  examinationPatience,
} from '../contract/examination.ts';
import { oneLine } from '../contract/one-line.ts';
import { poolQueue } from '../contract/queues.ts';
import { reason } from '../incident/reason.ts';

const once = { scheduleToCloseTimeout: examinationPatience, retry: { maximumAttempts: 1 } } as const;
const { examineChannels } = proxyActivities<ChannelExaminationActivities>(once);

/** Has the workers of each system's pool look at its targets, and those of the notices at its channels. */
export async function examination(systems: readonly ExaminedSystem[]): Promise<ExaminedSystemReport[]> {
  return await Promise.all(systems.map(examined));
}

async function examined({ system, pool }: ExaminedSystem): Promise<ExaminedSystemReport> {
  const { examineTargets } = proxyActivities<ExaminationActivities>({ ...once, taskQueue: poolQueue(pool) });
  const [targets, channels] = await Promise.allSettled([
    examineTargets.executeWithOptions({ summary: oneLine(`Can the targets of ${system} be reached?`) }, [
      { system },
    ]),
    examineChannels.executeWithOptions({ summary: oneLine(`Can the channels of ${system} be used?`) }, [
      { system },
    ]),
  ]);
  const failed = [targets, channels].find((each) => each.status === 'rejected');
  return {
    system,
    pool,
    ...(targets.status === 'fulfilled' ? { targets: targets.value } : {}),
    ...(channels.status === 'fulfilled' ? { channels: channels.value } : {}),
    ...(failed ? { because: reason(failed.reason) } : {}),
  };
}
