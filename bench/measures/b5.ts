import type { Group } from '../bare/groups.ts';
import { bareQueue } from '../bare/queue.ts';
import { Asking, type Clicked, startOf } from '../blocks/waiting-plan.ts';
import type { Measure } from '../measure.ts';
import { exact, percentile } from '../statistics.ts';
import { figuresOf, inTurns, latencyRows } from '../turns.ts';

/** Between a click and the change: the decision is verified, and the target's lease is got. */
const before = 2;

export const measure: Measure = {
  id: 'B5',
  title: 'Signed Slack click → the activity that applies the plan runs',
  against: 'a bare signal → activity',
  async run({ profile, pairs, quick, say }) {
    const asking = await Asking.start({ profile, bare: { worker: true } });
    const { arena } = asking;
    const count = quick ? 1 : 20;
    let number = 0;
    const bare = async (activities: number) => {
      const groups: Group[] = [
        { ...nothing, messages: [300] },
        ...Array.from({ length: activities }, (): Group => ({ ...nothing, activities: [[1_000, 200]] })),
      ];
      const took: number[] = [];
      for (let i = 0; i < count; i += 1) {
        number += 1;
        const workflowId = `signalled:${number}`;
        const options = { taskQueue: bareQueue, workflowId, args: [groups] };
        const handle = await arena.temporalClient.workflow.start('inGroups', options);
        await arena.settle(5_000);
        const began = Date.now();
        await handle.signal('message', 'x'.repeat(300));
        took.push((await startOf(handle, 'answer', activities - 1)) - began);
      }
      return took;
    };
    const answered: number[] = [];
    try {
      const { blocks, cpu } = await inTurns({
        pairs,
        sides: {
          mayday: async (turn) => {
            const took: number[] = [];
            for (let i = 0; i < count; i += 1) {
              const waiting = await asking.plan();
              await arena.settle(5_000);
              const clicked: Clicked = await asking.click(waiting);
              took.push(clicked.applying);
              if (turn > 0) answered.push(clicked.answered);
              await waiting.handle.terminate('measured');
            }
            return took;
          },
          'bare, the next activity': () => bare(1),
          'bare, as many activities': () => bare(before + 1),
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
          `Until the activity begins by the server's clock. Before it changes anything, Mayday verifies the decision and gets the target's lease, an activity each: the second pair of rows is beside a bare workflow with as many.`,
        ],
      };
    } finally {
      await asking.end();
    }
  },
};

const nothing: Group = { activities: [], fired: 0, cancelled: 0, open: 0, messages: [] };
