import { bareClocks, type Clocks, incidentClocks, type Late } from '../blocks/clocks.ts';
import type { Measure } from '../measure.ts';
import { latencyRows } from '../turns.ts';

export const measure: Measure = {
  id: 'B10',
  title: 'Clocks due within a second: lateness of what they lead to',
  against: 'as many bare timers, each followed by an activity',
  async run({ profile, pairs, quick, say }) {
    const clocks: Clocks = quick
      ? { profile, batches: 4, inBatch: 5, everyMs: 1_000, leadMs: 20_000 }
      : { profile, batches: 40, inBatch: 50, everyMs: 2_000, leadMs: 120_000 };
    const sides: Record<'mayday' | 'bare', Late[]> = { mayday: [], bare: [] };
    for (let i = 0; i < (quick ? 1 : pairs); i += 1) {
      sides.mayday.push(await incidentClocks(clocks));
      say(`${i + 1}: mayday, due within ${Math.round(sides.mayday.at(-1)?.spread ?? 0)} ms`);
      sides.bare.push(await bareClocks(clocks));
      say(`${i + 1}: bare, due within ${Math.round(sides.bare.at(-1)?.spread ?? 0)} ms`);
    }
    const samples = { mayday: sides.mayday.map(({ ms }) => ms), bare: sides.bare.map(({ ms }) => ms) };
    const spreads = sides.mayday.map(({ spread }) => Math.round(spread)).join(', ');
    return {
      rows: latencyRows(`${clocks.batches * clocks.inBatch} clocks`, samples, { p99: { atMost: 1.3 } }),
      notes: [
        `From the instant that was promised until the page (the bare activity) runs. Incidents are opened in ${clocks.batches} batches whose response targets end together: those of Mayday were due within ${spreads} ms.`,
      ],
    };
  },
};
