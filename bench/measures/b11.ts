import { newEncryptionKey } from '../../codec/new-key.ts';
import { type Arena, startArena } from '../arena.ts';
import { cpuOf, type TakenIn, takeIn } from '../blocks/taking-in.ts';
import { Asking } from '../blocks/waiting-plan.ts';
import type { OneByOne } from '../client/loads/one-by-one.ts';
import type { Measure, Outcome, Size } from '../measure.ts';
import { inTurns, latencyRows, ratioRow } from '../turns.ts';

const atMost = { atMost: 1.1 };
const atLeast = { atLeast: 1 / 1.1 };
type Environment = Record<string, string>;

export const measure: Measure = {
  id: 'B11',
  title: 'Encryption of payloads on',
  against: 'Mayday itself with encryption off, in B1, B3 and B5',
  pairs: 9,
  minutes: 17,
  async run(size) {
    const environment = { MAYDAY_ENCRYPTION_KEYS: newEncryptionKey(new Date()) };
    const rates = { ...size, pairs: Math.min(size.pairs, 5) };
    const parts = [
      await answered(size, environment),
      await takenIn(rates, environment),
      await clicked(size, environment),
    ];
    return {
      rows: parts.flatMap(({ rows }) => rows),
      cpu: Object.assign({}, ...parts.map(({ cpu }) => cpu)),
      blocks: `${size.pairs}; ${rates.pairs} of B3`,
      notes: [
        'B3 as it takes in, for 20 s a block; p99 of B5 is of too few clicks to hold it against a target.',
      ],
    };
  },
};

async function answered(size: Size, environment: Environment): Promise<Outcome> {
  const off = await startArena({ profile: size.profile, mayday: {} });
  try {
    const on = await startArena({ profile: size.profile, mayday: { environment } });
    try {
      const count = size.quick ? 10 : 100;
      const took = ({ client, places }: Arena) => {
        const given: OneByOne = { way: 'mayday', places, count, everyMs: size.quick ? 20 : 120 };
        return client.run<number[]>('one-by-one', given);
      };
      return await beside('B1', size, [on, () => took(on)], [off, () => took(off)], true);
    } finally {
      await on.end();
    }
  } finally {
    await off.end();
  }
}

async function takenIn({ pairs, profile, quick, say }: Size, environment: Environment): Promise<Outcome> {
  const block = (further: Environment) => () =>
    takeIn({
      way: 'mayday',
      parts: { mayday: { withoutWorker: true, environment: further } },
      profile,
      senders: 16,
      seconds: quick ? 2 : 20,
    });
  const { blocks } = await inTurns<'on' | 'off', TakenIn>({
    pairs,
    warmUp: false,
    sides: { on: block(environment), off: block({}) },
    say: (line) => say(`B3, ${line}`),
  });
  const rates = (taken: readonly TakenIn[]) => taken.map(({ perSecond }) => perSecond);
  const row = ratioRow('B3, taken in', { mayday: rates(blocks.on), bare: rates(blocks.off) }, '1/s', atLeast);
  return { rows: [row], cpu: { 'B3, on': cpuOf(blocks.on), 'B3, off': cpuOf(blocks.off) } };
}

async function clicked(size: Size, environment: Environment): Promise<Outcome> {
  const { profile, quick } = size;
  const off = await Asking.start({ profile });
  try {
    const on = await Asking.start({ profile }, environment);
    try {
      const took = async (asking: Asking) =>
        (await asking.clicks(quick ? 1 : 5)).map(({ applying }) => applying);
      return await beside('B5', size, [on.arena, () => took(on)], [off.arena, () => took(off)], false);
    } finally {
      await on.end();
    }
  } finally {
    await off.end();
  }
}

type Side = [arena: Arena, block: () => Promise<number[]>];

/** Both in turn, while the other one rests. */
async function beside(
  name: string,
  { pairs, say }: Size,
  [on, blockOn]: Side,
  [off, blockOff]: Side,
  judgesP99: boolean,
): Promise<Outcome> {
  const { blocks, cpu } = await inTurns({
    pairs,
    sides: { on: blockOn, off: blockOff },
    settle: () => Promise.all([on.settle(), off.settle()]),
    processes: () => ({ ...prefixed('on', on.processes()), ...prefixed('off', off.processes()) }),
    say: (line) => say(`${name}, ${line}`),
  });
  const targets = { p50: atMost, ...(judgesP99 ? { p99: atMost } : {}) };
  return {
    rows: latencyRows(name, { mayday: blocks.on, bare: blocks.off }, targets),
    cpu: { [`${name}, on`]: cpu.on, [`${name}, off`]: cpu.off },
  };
}

function prefixed(prefix: string, processes: Record<string, number | undefined>) {
  return Object.fromEntries(Object.entries(processes).map(([name, pid]) => [`${prefix}: ${name}`, pid]));
}
