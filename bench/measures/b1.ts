import { startArena } from '../arena.ts';
import type { OneByOne } from '../client/loads/one-by-one.ts';
import type { Way } from '../client/opening.ts';
import type { Measure } from '../measure.ts';
import { inTurns, latencyRows } from '../turns.ts';

export const measure: Measure = {
  id: 'B1',
  title: "Alertmanager's POST with a bearer token → 202",
  against: 'L1: `workflow.start` of a no-op; and a bare hook with the same check',
  async run({ profile, pairs, quick, say }) {
    const arena = await startArena({ profile, mayday: {}, bare: { worker: true, hook: true } });
    try {
      const load = { places: arena.places, count: quick ? 10 : 200, everyMs: quick ? 20 : 120 };
      const took = (way: Way) =>
        arena.client.run<number[]>('one-by-one', { way, ...load } satisfies OneByOne);
      const { blocks, cpu } = await inTurns({
        pairs,
        sides: { mayday: () => took('mayday'), L1: () => took('L1'), 'bare hook': () => took('bare hook') },
        settle: () => arena.settle(),
        processes: arena.processes,
        say,
      });
      const { mayday, L1, 'bare hook': hook } = blocks;
      return {
        rows: [
          ...latencyRows('to L1', { mayday, bare: L1 }, { p50: { atMost: 1.3 }, p99: { atMost: 1.5 } }),
          ...latencyRows('to a bare hook', { mayday, bare: hook }),
        ],
        cpu,
      };
    } finally {
      await arena.end();
    }
  },
};
