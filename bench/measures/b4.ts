import { randomBytes } from 'node:crypto';
import { type Arena, startArena } from '../arena.ts';
import { type Stormed, stormed } from '../blocks/stormed.ts';
import type { AtOnce, Opened } from '../client/loads/at-once.ts';
import type { Absorbed, Storm } from '../client/loads/storm.ts';
import type { Measure, Row } from '../measure.ts';
import { exact } from '../statistics.ts';
import { inTurns, ratioRow } from '../turns.ts';

interface Block {
  perSecond: number;
  stormed?: Stormed;
  again?: number;
}

export const measure: Measure = {
  id: 'B4',
  title: 'A storm of 10,000 alerts, one a message, in 1, 20 and 200 groups',
  against: 'L1 at the same concurrency; alerts and starts a second',
  async run({ profile, pairs, quick, say }) {
    const alerts = quick ? 200 : 10_000;
    const groupCounts = quick ? [1, 5, 20] : [1, 20, 200];
    // Messages under way at any time: a storm comes over many connections.
    const concurrency = quick ? 32 : 512;
    const arena = await startArena({ profile, mayday: {}, bare: { worker: true } });
    try {
      const storms = groupCounts.map(
        (count) => [`${count}`, () => storm(arena, { count, alerts, concurrency })] as const,
      );
      const { blocks, cpu } = await inTurns<string, Block>({
        pairs,
        sides: { ...Object.fromEntries(storms), L1: () => starts(arena, quick ? 2 : 10, concurrency) },
        settle: () => arena.settle(),
        processes: arena.processes,
        say,
      });
      const bare = (blocks.L1 ?? []).map(({ perSecond }) => perSecond);
      const rows = groupCounts.flatMap((count) => rowsOf(count, alerts, blocks[`${count}`] ?? [], bare));
      const again = Object.values(blocks)
        .flat()
        .reduce((sum, block) => sum + (block.again ?? 0), 0);
      return {
        rows,
        cpu,
        notes: again > 0 ? [`${again} messages were told to come again (503), and came again.`] : [],
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
  const { seconds, again } = await arena.client.run<Absorbed>('storm', given);
  return {
    perSecond: alerts / seconds,
    again,
    stormed: await stormed(arena.temporalClient, groups, alerts / count),
  };
}

async function starts(arena: Arena, seconds: number, concurrency: number): Promise<Block> {
  const given: AtOnce = { way: 'L1', places: arena.places, seconds, concurrency };
  const opened = await arena.client.run<Opened>('at-once', given);
  return { perSecond: opened.count / opened.seconds };
}

function rowsOf(count: number, alerts: number, blocks: readonly Block[], bare: readonly number[]): Row[] {
  const groups = count === 1 ? '1 group' : `${count} groups`;
  const each = blocks.flatMap((block) => (block.stormed ? [block.stormed] : []));
  const rates = blocks.map(({ perSecond }) => perSecond);
  const worst = (numbers: number[], expected: number) =>
    numbers.toSorted((a, b) => Math.abs(b - expected) - Math.abs(a - expected))[0] ?? 0;
  return [
    ratioRow(`${groups}, absorbed`, { mayday: rates, bare: [...bare] }, '1/s', { atLeast: 3 }),
    counted(
      `${groups}, incidents`,
      worst(
        each.map(({ incidents }) => incidents),
        count,
      ),
      count,
    ),
    counted(
      `${groups}, alerts on a timeline`,
      worst(
        each.map((found) => found.alerts),
        alerts,
      ),
      alerts,
    ),
    {
      name: `${groups}, events of the longest history`,
      value: exact(Math.max(0, ...each.map(({ mostEvents }) => mostEvents))),
      unit: '',
      target: { atMost: 300 },
    },
  ];
}

function counted(name: string, value: number, exactly: number): Row {
  return { name, value: exact(value), unit: '', target: { exactly } };
}
