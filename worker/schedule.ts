import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleOptions,
  type ScheduleOptionsStartWorkflowAction,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { Logger } from 'pino';
import { coordinationQueue } from '../workflows/contract/queues.ts';
import { sweeperScheduleId } from '../workflows/contract/sweeper.ts';

/** ms */
const callDeadline = 5_000;

const schedule = {
  spec: { intervals: [{ every: '1 min' }] },
  policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 min' },
  action: {
    type: 'startWorkflow',
    workflowType: 'sweep',
    workflowId: 'mayday-sweep',
    staticSummary: 'One look at all incidents from outside',
    taskQueue: coordinationQueue,
    // A sweep that hangs must not keep all later ones away.
    workflowRunTimeout: '10 min',
    args: [],
  },
} satisfies Omit<ScheduleOptions<ScheduleOptionsStartWorkflowAction<() => Promise<unknown>>>, 'scheduleId'>;

/** Sees to it that a sweep starts each minute, as this worker knows it; one that somebody paused stays paused. Never throws. */
export async function ensureSweeper(client: Client, log: Logger): Promise<void> {
  try {
    await client.withDeadline(Date.now() + callDeadline, () => createOrUpdate(client));
  } catch (error) {
    log.warn(
      { reason: (error as Error).message, schedule: sweeperScheduleId },
      'goes on without the sweeper; stuck and terminated incidents will not be told by themselves',
    );
  }
}

async function createOrUpdate(client: Client): Promise<void> {
  try {
    await client.schedule.create({ scheduleId: sweeperScheduleId, ...schedule });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(sweeperScheduleId).update((before) => ({ ...before, ...schedule }));
  }
}
