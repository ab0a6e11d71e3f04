import { randomUUID } from 'node:crypto';
import { probeType } from '../../../workflows/contract/probe.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { type Temporal, withinDeadline } from '../../temporal.ts';
import { good, patience, type Verdict } from './report.ts';

/** Whether a Schedule can be made, looked at and deleted; the one it makes is paused and never fires. */
export async function schedule({ client }: Temporal): Promise<Verdict> {
  const scheduleId = `mayday-probe-${randomUUID()}`;
  const call = <T>(attempt: () => Promise<T>) => withinDeadline(client, patience, attempt);
  const handle = client.schedule.getHandle(scheduleId);
  try {
    await call(() =>
      client.schedule.create({
        scheduleId,
        spec: { intervals: [{ every: '365 days' }] },
        action: { type: 'startWorkflow', workflowType: probeType, taskQueue: coordinationQueue },
        state: { paused: true, note: 'made by mayday doctor, which deletes it at once' },
      }),
    );
    await call(() => handle.describe());
  } catch (error) {
    await call(() => handle.delete()).catch(() => {});
    throw error;
  }
  await call(() => handle.delete());
  return good('one was made, looked at and deleted');
}
