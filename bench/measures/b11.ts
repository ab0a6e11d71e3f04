import { newEncryptionKey } from '../../codec/new-key.ts';
import { type Arena, startArena } from '../arena.ts';
import { cpuOf, type TakenIn, takeIn } from '../blocks/taking-in.ts';
import type { OneByOne } from '../client/loads/one-by-one.ts';
import type { Measure, Outcome, Size } from '../measure.ts';
import { inTurns, latencyRows, ratioRow } from '../turns.ts';

const atMost = { atMost: 1.1 };
const atLeast = { atLeast: 1 / 1.1 };

export const measure: Measure = {
  id: 'B11',
  title: 'Encryption of payloads on',
  against: 'Mayday itself with encryption off, in B1 and B3',
  async run(size) {
    const environment = { MAYDAY_ENCRYPTION_KEYS: newEncryptionKey(new Date()) };
    const [posts, rates] = [await answered(size, environment), await takenIn(size, environment)];
    return { rows: [...posts.rows, ...rates.rows], cpu: { ...posts.cpu, ...rates.cpu } };
  },
};

async function answered(
  { profile, pairs, quick, say }: Size,
  environment: Record<string, string>,
): Promise<Outcome> {
  const off = await startArena({ profile, mayday: {} });
  try {
    const on = await startArena({ profile, mayday: { environment } });
    try {
      const took = ({ client, places }: Arena) => {
        const given: OneByOne = { way: 'mayday', places, count: quick ? 10 : 200, everyMs: quick ? 20 : 120 };
        return client.run<number[]>('one-by-one', given);
      };
      const { blocks, cpu } = await inTurns({
        pairs,
        sides: { on: () => took(on), off: () => took(off) },
        settle: () => Promise.all([on.settle(), off.settle()]),
        processes: () => ({ ...prefixed('on', on.processes()), ...prefixed('off', off.processes()) }),
        say,
      });
      const rows = latencyRows('B1', { mayday: blocks.on, bare: blocks.off }, { p50: atMost, p99: atMost });
      return { rows, cpu };
    } finally {
      await on.end();
    }
  } finally {
    await off.end();
  }
}

async function takenIn(size: Size, environment: Record<string, string>): Promise<Outcome> {
  const mayday = { withoutWorker: true };
  const { blocks } = await inTurns<'on' | 'off', TakenIn>({
    pairs: size.pairs,
    warmUp: false,
    sides: {
      on: () => takeIn('mayday', { mayday: { ...mayday, environment } }, size),
      off: () => takeIn('mayday', { mayday }, size),
    },
    say: size.say,
  });
  const rates = (taken: readonly TakenIn[]) => taken.map(({ perSecond }) => perSecond);
  const row = ratioRow('B3, taken in', { mayday: rates(blocks.on), bare: rates(blocks.off) }, '1/s', atLeast);
  return { rows: [row], cpu: { 'B3, on': cpuOf(blocks.on), 'B3, off': cpuOf(blocks.off) } };
}

function prefixed(prefix: string, processes: Record<string, number | undefined>) {
  return Object.fromEntries(Object.entries(processes).map(([name, pid]) => [`${prefix}: ${name}`, pid]));
}
