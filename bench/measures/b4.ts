import { randomBytes } from 'node:crypto';
import { type Arena, startArena } from '../arena.ts';
import { type Stormed, stormed } from '../blocks/stormed.ts';
import { cpuOf, type TakenIn, takeIn } from '../blocks/taking-in.ts';
import type { Absorbed, Storm } from '../client/loads/storm.ts';
import type { Measure, Row } from '../measure.ts';
import { exact } from '../statistics.ts';
import { inTurns, ratioRow } from '../turns.ts';

interface Block {
  perSecond: number;
  storm?: Stormed & { again: number };
  L1?: TakenIn;
}

export const measure: Measure = {
  id: 'B4',
  title: 'A storm of 10,000 alerts, one a message, in 1, 20 and 200 groups',
  against: 'L1 at the same concurrency; alerts and starts a second',
  minutes: 15,
  async run({ profile, pairs, quick, say }) {
    const alerts = quick ? 200 : 10_000;
    const groupCounts = quick ? [1, 5, 20] : [1, 20, 200];
    // Messages under way at any time: a storm comes over many connections.
    const concurrency = quick ? 32 : 512;
    const arena = await startArena({ profile, mayday: {} });
    try {
      const storms = groupCounts.map(
        (count) => [`${count}`, () => storm(arena, { count, alerts, concurrency })] as const,
      );
      const { blocks, cpu } = await inTurns<string, Block>({
        pairs,
        sides: {
          ...Object.fromEntries(storms),
          async L1() {
            const L1 = await takeIn({ way: 'L1', profile, senders: concurrency, seconds: quick ? 2 : 10 });
            return { perSecond: L1.perSecond, L1 };
          },
        },
        settle: () => arena.settle(),
        processes: arena.processes,
        say,
      });
      const bare = (blocks.L1 ?? []).map(({ perSecond }) => perSecond);
      const all = Object.values(blocks).flat();
      return {
        rows: groupCounts.flatMap((count) => rowsOf(count, alerts, blocks[`${count}`] ?? [], bare)),
        cpu: { ...cpu, L1: cpuOf(all.flatMap(({ L1 }) => L1 ?? [])) },
        notes: [
          'L1 has a server of its own without a worker, as in B3; the storms meet the incidents of those before.',
          ...notesOn(all.flatMap((block) => block.storm ?? [])),
        ],
      };
    } finally {
      await arena.end();
    }
  },
};

interface Size {
  count: number;
  alerts: number;
  concurrency: number;
}

async function storm(arena: Arena, { count, alerts, concurrency }: Size): Promise<Block> {
  const run = randomBytes(4).toString('hex');
  const groups = Array.from({ length: count }, (_, i) => `${run}-${i}`);
  const given: Storm = { places: arena.places, groups, alerts, concurrency };
  const began = new Date();
  const { seconds, again } = await arena.client.run<Absorbed>('storm', given);
  const found = await stormed(arena, groups, alerts / count, began);
  return { perSecond: alerts / seconds, storm: { ...found, again } };
}

function rowsOf(count: number, alerts: number, blocks: readonly Block[], bare: readonly number[]): Row[] {
  const groups = count === 1 ? '1 group' : `${count} groups`;
  const each = blocks.flatMap((block) => block.storm ?? []);
  const rates = blocks.map(({ perSecond }) => perSecond);
  const counted = (name: string, of: 'incidents' | 'alerts', exactly: number): Row => {
    const numbers = each.map((found) => found[of]);
    const worst = numbers.toSorted((a, b) => Math.abs(b - exactly) - Math.abs(a - exactly))[0] ?? 0;
    return { name: `${groups}, ${name}`, value: exact(worst), unit: '', target: { exactly } };
  };
  return [
    ratioRow(`${groups}, absorbed`, { mayday: rates, bare: [...bare] }, '1/s', { atLeast: 3 }),
    counted('incidents', 'incidents', count),
    counted('alerts on a timeline', 'alerts', alerts),
    {
      name: `${groups}, most events of an incident`,
      value: exact(Math.max(0, ...each.map(({ mostEvents }) => mostEvents))),
      unit: '',
      target: { atMost: 300 },
    },
  ];
}

function notesOn(storms: readonly NonNullable<Block['storm']>[]): string[] {
  const again = storms.reduce((sum, each) => sum + each.again, 0);
  const troubles = new Set(storms.flatMap(({ trouble }) => trouble ?? []));
  return [
    ...(again > 0 ? [`${again} messages were told to come again (503), and came again.`] : []),
    ...[...troubles].slice(0, 3).map((trouble) => `An incident was not asked to its end: ${trouble}`),
  ];
}
