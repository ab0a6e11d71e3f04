import { cpuSeconds } from './cpu.ts';
import type { Figures, Row } from './measure.ts';
import { median, percentile, ratioInterval, type Target } from './statistics.ts';

/** The blocks of each side, in the order of their turns. */
export interface Measured<Side extends string, Block> {
  blocks: Record<Side, Block[]>;
  /** CPU seconds by side and process. */
  cpu: Record<Side, Record<string, number>>;
}

export interface Turns<Side extends string, Block> {
  /** How many blocks of each side count. */
  pairs: number;
  /** A first turn, number 0, that does not count; not for blocks that warm up by themselves. */
  warmUp?: boolean;
  /** In the order of their turns, Mayday's first. */
  sides: Record<Side, (turn: number) => Promise<Block>>;
  /** Before each block: what went before must not be measured. */
  settle?(): Promise<unknown>;
  /** Process ids by name, asked before and after each block. */
  processes?(): Record<string, number | undefined>;
  say?(line: string): void;
}

/** Measures the sides in turn, A/B/A/B, by default after a first turn that is dropped. */
export async function inTurns<Side extends string, Block>(
  turns: Turns<Side, Block>,
): Promise<Measured<Side, Block>> {
  const { pairs, sides, warmUp = true, settle, processes = () => ({}), say = () => {} } = turns;
  const names = Object.keys(sides) as Side[];
  const blocks = Object.fromEntries(names.map((side) => [side, []])) as unknown as Record<Side, Block[]>;
  const cpu = Object.fromEntries(names.map((side) => [side, {}])) as Record<Side, Record<string, number>>;
  for (let turn = warmUp ? 0 : 1; turn <= pairs; turn += 1) {
    for (const side of names) {
      await settle?.();
      const before = cpuSeconds(processes());
      const block = await sides[side](turn);
      const after = cpuSeconds(processes());
      say(`${turn === 0 ? 'warm-up' : `${turn} of ${pairs}`}: ${side}`);
      if (turn === 0) continue;
      blocks[side].push(block);
      const used: Record<string, number> = cpu[side];
      for (const [name, seconds] of Object.entries(after))
        used[name] = (used[name] ?? 0) + seconds - (before[name] ?? 0);
    }
  }
  return { blocks, cpu };
}

/** Rows p50 and p99 of samples in ms: the ratio of each pair, and what either side took in all. */
export function latencyRows(
  name: string,
  { mayday, bare }: { mayday: number[][]; bare: number[][] },
  targets: { p50?: Target; p99?: Target } = {},
): Row[] {
  const shares = { p50: 0.5, p99: 0.99 };
  return (['p50', 'p99'] as const).map((key) => ({
    name: [name, key].filter(Boolean).join(', '),
    value: ratioInterval(
      mayday.map((samples) => percentile(samples, shares[key])),
      bare.map((samples) => percentile(samples, shares[key])),
    ),
    unit: '×',
    ...(targets[key] ? { target: targets[key] } : {}),
    mayday: figuresOf(mayday.flat(), 'ms'),
    bare: figuresOf(bare.flat(), 'ms'),
  }));
}

/** A row for one number a block, e.g. how many in a second. */
export function ratioRow(
  name: string,
  { mayday, bare }: { mayday: number[]; bare: number[] },
  unit: string,
  target?: Target,
): Row {
  return {
    name,
    value: ratioInterval(mayday, bare),
    unit: '×',
    ...(target ? { target } : {}),
    mayday: { unit, p50: median(mayday), count: mayday.length },
    bare: { unit, p50: median(bare), count: bare.length },
  };
}

export function figuresOf(samples: readonly number[], unit: string): Figures {
  return { unit, p50: median(samples), p99: percentile(samples, 0.99), count: samples.length };
}
