import { bareClocks, type Clocks, incidentClocks, type Late } from '../blocks/clocks.ts';
import type { Measure } from '../measure.ts';
import { latencyRows } from '../turns.ts';

export const measure: Measure = {
  id: 'B10',
  title: 'Clocks due within a second: lateness of what they lead to',
  against: 'as many bare timers, each followed by an activity',
  minutes: 25,
  async run({ profile, pairs, quick, say }) {
    const clocks: Clocks = quick
      ? { profile, batches: 4, inBatch: 5, everyMs: 1_000, leadMs: 20_000 }
      : { profile, batches: 80, inBatch: 25, everyMs: 1_000, leadMs: 40_000 };
    const sides: Record<'mayday' | 'bare', Late[]> = { mayday: [], bare: [] };
    for (let i = 1; i <= pairs; i += 1) {
      const mayday = await incidentClocks(clocks);
      say(`${i} of ${pairs}: mayday, due within ${Math.round(mayday.spread)} ms`);
      const bare = await bareClocks(clocks, mayday.dues);
      say(`${i} of ${pairs}: bare, due within ${Math.round(bare.spread)} ms`);
      sides.mayday.push(mayday);
      sides.bare.push(bare);
    }
    const samples = { mayday: sides.mayday.map(({ ms }) => ms), bare: sides.bare.map(({ ms }) => ms) };
    const spreads = ({ spread }: Late) => Math.round(spread);
    return {
      rows: latencyRows(`${clocks.batches * clocks.inBatch} clocks`, samples, { p99: { atMost: 1.3 } }),
      notes: [
        `From the instant that was promised until the page (the bare activity) runs. Incidents are opened in ${clocks.batches} batches whose response targets end together; each bare timer promises the instant of one of these, counted from the start of its block. Due within ${sides.mayday.map(spreads).join(', ')} ms; the bare ones within ${sides.bare.map(spreads).join(', ')} ms.`,
      ],
    };
  },
};
