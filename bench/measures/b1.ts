import { startArena } from '../arena.ts';
import type { OneByOne } from '../client/loads/one-by-one.ts';
import type { Way } from '../client/opening.ts';
import type { Measure } from '../measure.ts';
import { inTurns, latencyRows } from '../turns.ts';

export const measure: Measure = {
  id: 'B1',
  title: "Alertmanager's POST with a bearer token → 202",
  against: 'L1: `workflow.start` of a no-op; and a bare hook with the same check',
  pairs: 9,
  minutes: 9,
  async run({ profile, pairs, quick, say }) {
    const arena = await startArena({ profile, mayday: {}, bare: { worker: true, hook: true } });
    try {
      const load = { places: arena.places, count: quick ? 10 : 100, everyMs: quick ? 20 : 120 };
      const took = (way: Way, count = load.count) =>
        arena.client.run<number[]>('one-by-one', { way, ...load, count } satisfies OneByOne);
      const { blocks, cpu } = await inTurns({
        pairs,
        sides: {
          mayday: () => took('mayday'),
          L1: () => took('L1'),
          'bare hook': () => took('bare hook'),
          L2: () => took('L2', quick ? 5 : 40),
        },
        settle: () => arena.settle(),
        processes: arena.processes,
        say,
      });
      const { mayday, L1, L2, 'bare hook': hook } = blocks;
      return {
        rows: [
          ...latencyRows('to L1', { mayday, bare: L1 }, { p50: { atMost: 1.3 }, p99: { atMost: 1.5 } }),
          ...latencyRows('to a bare hook', { mayday, bare: hook }),
          ...latencyRows('to L2', { mayday, bare: L2 }),
        ],
        cpu,
        notes: ['L2 also waits for the end of its no-op; it is there to compare.'],
      };
    } finally {
      await arena.end();
    }
  },
};
