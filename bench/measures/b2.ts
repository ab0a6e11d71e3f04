import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../servers/process.ts';
import { startArena } from '../arena.ts';
import { benchCatalogue } from '../catalogue.ts';
import type { FirstActivity } from '../client/loads/first-activity.ts';
import type { Measure } from '../measure.ts';
import { inTurns, latencyRows } from '../turns.ts';

export const measure: Measure = {
  id: 'B2',
  title: 'Alert → first check running',
  against: 'L3 with one activity, as an incident has one (`admit`) before it asks anything',
  pairs: 9,
  minutes: 8,
  stock: true,
  async run({ profile, pairs, quick, say }) {
    const port = await freePort();
    const folder = await mkdtemp(path.join(tmpdir(), 'mayday-bench-'));
    const catalogue = await benchCatalogue(folder, { healthUrl: `http://127.0.0.1:${port}/health` });
    const arena = await startArena({ profile, mayday: { catalogue }, bare: { worker: true } });
    try {
      const load = { places: arena.places, port, count: quick ? 5 : 60, everyMs: quick ? 50 : 200 };
      const took = (of: FirstActivity['of']) => () =>
        arena.client.run<number[]>('first-activity', { of, ...load } satisfies FirstActivity);
      const { blocks, cpu } = await inTurns({
        pairs,
        sides: {
          mayday: took('mayday'),
          'after one': took({ activitiesBefore: 1 }),
          'the first': took({ activitiesBefore: 0 }),
        },
        settle: () => arena.settle(),
        processes: arena.processes,
        say,
      });
      const { mayday, 'after one': afterOne, 'the first': theFirst } = blocks;
      const p50 = { atMost: 1.3 };
      return {
        rows: [
          ...latencyRows('after one activity', { mayday, bare: afterOne }, { p50 }),
          ...latencyRows('the very first activity', { mayday, bare: theFirst }),
        ],
        cpu,
        notes: [
          'Both sides end when a request of the activity arrives at the client. The second pair of rows is beside a bare workflow that asks without any activity before; it has no target, as no incident asks before `admit`.',
        ],
      };
    } finally {
      await arena.end();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
