import type { Group } from '../bare/groups.ts';
import { bareQueue } from '../bare/queue.ts';
import { Asking } from '../blocks/waiting-plan.ts';
import type { Signal } from '../client/loads/signal.ts';
import type { Measure } from '../measure.ts';
import { exact, percentile } from '../statistics.ts';
import { figuresOf, inTurns, latencyRows } from '../turns.ts';

/** Between a click and the change: the decision is verified, and the target's lease is got. */
const before = 2;

export const measure: Measure = {
  id: 'B5',
  title: 'Signed Slack click → the activity that applies the plan runs',
  against: 'a bare signal → activity',
  pairs: 9,
  minutes: 10,
  stock: true,
  async run({ profile, pairs, quick, say }) {
    const asking = await Asking.start({ profile, bare: { worker: true } });
    const { arena } = asking;
    const count = quick ? 1 : 10;
    let number = 0;
    const signalled = async (activities: number) => {
      const took: number[] = [];
      for (let i = 0; i < count; i += 1) {
        number += 1;
        const workflowId = `signalled:${number}`;
        const options = { taskQueue: bareQueue, workflowId, args: [groupsWith(activities)] };
        const { firstExecutionRunId: runId } = await arena.temporalClient.workflow.start('inGroups', options);
        await arena.settle(20_000);
        const given: Signal = { places: arena.places, run: { workflowId, runId }, which: activities - 1 };
        took.push(await arena.client.run<number>('signal', given));
      }
      return took;
    };
    const answered: number[] = [];
    try {
      const { blocks, cpu } = await inTurns({
        pairs,
        sides: {
          mayday: async (turn) => {
            const clicked = await asking.clicks(count);
            if (turn > 0) answered.push(...clicked.map((each) => each.answered));
            return clicked.map(({ applying }) => applying);
          },
          'bare, the next activity': () => signalled(1),
          'bare, as many activities': () => signalled(before + 1),
        },
        processes: arena.processes,
        say,
      });
      const { mayday, 'bare, the next activity': next, 'bare, as many activities': asMany } = blocks;
      return {
        rows: [
          ...latencyRows('to a signal and an activity', { mayday, bare: next }, { p50: { atMost: 1.4 } }),
          ...latencyRows(`to a signal and ${before + 1} activities in a row`, { mayday, bare: asMany }),
          {
            name: 'click answered, p99',
            value: exact(percentile(answered, 0.99)),
            unit: 'ms',
            target: { atMost: 300 },
            mayday: figuresOf(answered, 'ms'),
          },
        ],
        cpu,
        notes: [
          `Until the activity begins by the server's clock, which a long poll tells. Before it changes anything, Mayday verifies the decision and gets the target's lease, an activity each: the second pair of rows is beside a bare workflow with as many.`,
        ],
      };
    } finally {
      await asking.end();
    }
  },
};

const nothing: Group = { activities: [], fired: 0, cancelled: 0, open: 0, messages: [] };

/** A message, then activities one after the other. */
function groupsWith(activities: number): Group[] {
  const each = (): Group => ({ ...nothing, activities: [[1_000, 200]] });
  return [{ ...nothing, messages: [300] }, ...Array.from({ length: activities }, each)];
}
