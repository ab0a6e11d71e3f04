import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { probePatience, probeType } from '../../../workflows/contract/probe.ts';
import { type Temporal, withinDeadline } from '../../temporal.ts';
import { doubtful, good, patience, untried, type Verdict } from './report.ts';

const noisy = 'storm';
// With four partitions, as queues usually have, what comes first is the first of its own: few would leave it to chance.
const storm = 40;
const half = (storm + 2) / 2;
const queueWorkflows = 1;

/** Whether the server keeps the order that Mayday asks for: runs are started on a queue that nobody polls, and their tasks taken here. */
export async function priority({ client, namespace }: Temporal): Promise<Verdict> {
  const name = `mayday-probe-${randomUUID()}`;
  const { workflowService } = client.connection;
  const call = <T>(attempt: () => Promise<T>) => withinDeadline(client, patience, attempt);
  const ids: string[] = [];
  const start = async (what: string, priorityKey: number, fairnessKey: string) => {
    const workflowId = `probe:${name}:${what}`;
    ids.push(workflowId);
    await call(() =>
      client.workflow.start(probeType, {
        workflowId,
        taskQueue: name,
        priority: { priorityKey, fairnessKey },
        staticSummary: 'Made by mayday doctor, to see which tasks come first',
        // Should this command be killed, the server ends the run.
        workflowExecutionTimeout: probePatience + 4 * patience,
      }),
    );
  };
  try {
    await Promise.all(Array.from({ length: storm }, (_, i) => start(`${noisy}-${i}`, 4, noisy)));
    await start('other', 4, 'other');
    await start('urgent', 1, noisy);
    await allWaiting(storm + 2);
    const order = await taken();
    return judged(order.indexOf('urgent') + 1, order.indexOf('other') + 1);
  } finally {
    const says = 'mayday doctor: which tasks come first is known';
    await Promise.allSettled(ids.map((id) => call(() => client.workflow.getHandle(id).terminate(says))));
  }

  /** The server reads what waits in its own time. */
  async function allWaiting(count: number): Promise<void> {
    const until = Date.now() + 2_000;
    while (Date.now() < until) {
      const { stats } = await call(() =>
        workflowService.describeTaskQueue({
          namespace,
          taskQueue: { name },
          taskQueueType: queueWorkflows,
          reportStats: true,
        }),
      );
      if (Number(stats?.approximateBacklogCount ?? 0) >= count) return;
      await sleep(100);
    }
  }

  /** What was started, in the order in which the server hands it out, until both others have come. */
  async function taken(): Promise<string[]> {
    const order: string[] = [];
    while (order.length < storm + 2 && !(order.includes('urgent') && order.includes('other'))) {
      const { workflowExecution } = await call(() =>
        workflowService.pollWorkflowTaskQueue({
          namespace,
          taskQueue: { name },
          identity: 'mayday doctor',
        }),
      );
      const id = workflowExecution?.workflowId;
      if (!id) break;
      order.push(id.slice(id.lastIndexOf(':') + 1));
    }
    return order;
  }
}

/** `urgent` and `other`: the place at which each came, 0 = not at all. */
function judged(urgent: number, other: number): Verdict {
  if (urgent === 0 || other === 0) return untried('unknown: the server did not hand out what was started');
  const flags = [
    ...(urgent > half ? ['matching.useNewMatcher=true'] : []),
    ...(other > half ? ['matching.enableFairness=true'] : []),
  ];
  if (flags.length === 0)
    return good('grave incidents come first, and a storm in one system delays no other');
  const because =
    urgent > half
      ? 'the server ignores priorities: a storm delays a P0'
      : 'the server knows priorities, but one system may delay others of the same severity';
  return doubtful(`${because}. Set ${flags.join(' and ')} in its dynamic configuration`);
}
