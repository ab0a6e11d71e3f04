import { Asking } from '../blocks/waiting-plan.ts';
import type { RunId } from '../client/await-events.ts';
import type { Clicked } from '../client/loads/click.ts';
import type { Measure } from '../measure.ts';
import { exact, percentile } from '../statistics.ts';
import { figuresOf } from '../turns.ts';

/** ms; Mayday's default of MAYDAY_STICKY_TIMEOUT. */
const sticky = 1_000;
/** Temporal stops waiting for a worker that did not come for 10 s: clicks after that would meet no time-out. */
const clicksEach = 5;

export const measure: Measure = {
  id: 'B9',
  title: 'Click → the activity that applies the plan runs, when the worker was killed just before',
  against:
    'how long Temporal keeps a task for the worker that is gone (`MAYDAY_STICKY_TIMEOUT`, 1 s), and 500 ms',
  pairs: 9,
  minutes: 7,
  stock: true,
  async run({ profile, pairs, quick, say }) {
    const asking = await Asking.start({ profile });
    const { arena } = asking;
    const kills = quick ? 1 : 2 * pairs;
    const clicked: Clicked[] = [];
    try {
      for (let kill = 1; kill <= kills; kill += 1) {
        const waiting: RunId[] = [];
        for (let i = 0; i < (quick ? 2 : clicksEach); i += 1) waiting.push(await asking.plan());
        await arena.settle(30_000);
        const doomed = await arena.nextWorker();
        await arena.settle(30_000);
        await doomed?.kill();
        for (const each of waiting) clicked.push(await asking.click(each));
        for (const each of waiting) await asking.forget(each);
        say(`kill ${kill} of ${kills}: ${waiting.length} clicks`);
      }
      const took = clicked.map(({ applying }) => applying);
      const missed = clicked.filter((each) => each.missed).length;
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
        blocks: `${kills} kills`,
        notes: [
          `A second worker is there by then; the incidents were all in the memory of the first. At most ${clicksEach} clicks a kill, one after the other: of ${took.length}, ${missed} had their task kept for the worker that was gone until it timed out.`,
        ],
      };
    } finally {
      await asking.end();
    }
  },
};
