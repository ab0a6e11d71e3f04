import { Asking, type Waiting } from '../blocks/waiting-plan.ts';
import type { Measure } from '../measure.ts';
import { exact, percentile } from '../statistics.ts';
import { figuresOf } from '../turns.ts';

/** ms; Mayday's default of MAYDAY_STICKY_TIMEOUT. */
const sticky = 1_000;

export const measure: Measure = {
  id: 'B9',
  title: 'Click → the activity that applies the plan runs, when the worker was killed just before',
  against:
    'how long Temporal keeps a task for the worker that is gone (`MAYDAY_STICKY_TIMEOUT`, 1 s), and 500 ms',
  async run({ profile, pairs, quick, say }) {
    const asking = await Asking.start({ profile });
    const { mayday } = asking.arena;
    let worker = mayday.worker;
    const took: number[] = [];
    try {
      for (let round = 1; round <= (quick ? 1 : Math.max(5, pairs)); round += 1) {
        const waiting: Waiting[] = [];
        for (let i = 0; i < (quick ? 2 : 20); i += 1) waiting.push(await asking.plan());
        await asking.arena.settle(10_000);
        const next = await mayday.startWorker();
        await worker.kill();
        worker = next;
        // Each of them is kept for the worker that is gone until it is clicked.
        for (const each of waiting) took.push((await asking.click(each)).applying);
        for (const { handle } of waiting) await handle.terminate('measured');
        say(`round ${round}: ${waiting.length} clicks`);
      }
      return {
        rows: [
          {
            name: 'p99',
            value: exact(percentile(took, 0.99)),
            unit: 'ms',
            target: { atMost: sticky + 500 },
            mayday: figuresOf(took, 'ms'),
          },
        ],
        notes: ['A second worker is there by then; the incidents were all in the memory of the first.'],
      };
    } finally {
      await asking.end();
    }
  },
};
