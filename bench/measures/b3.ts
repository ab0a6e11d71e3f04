import { cpuOf, type TakeIn, type TakenIn, takeIn } from '../blocks/taking-in.ts';
import type { Measure, Row } from '../measure.ts';
import { exact, type Target } from '../statistics.ts';
import { figuresOf, inTurns, ratioRow } from '../turns.ts';

const senders = 16;
const intake = { mayday: { withoutWorker: true } };

export const measure: Measure = {
  id: 'B3',
  title: `New incidents a second through the hook, for a minute, ${senders} senders`,
  against: 'L1 at the same concurrency',
  minutes: 25,
  async run({ profile, pairs, quick, say }) {
    const block = (way: TakeIn['way'], parts: TakeIn['parts'], seconds: number) => () =>
      takeIn({ way, parts, profile, senders, seconds: quick ? 2 : seconds });
    const { blocks } = await inTurns<string, TakenIn>({
      pairs,
      warmUp: false,
      sides: {
        'taken in': block('mayday', intake, 60),
        'taken in, L1': block('L1', {}, 60),
        'taken in, bare hook': block('bare hook', { bare: { hook: true } }, 20),
        worked: block('mayday', { mayday: {} }, 60),
        'worked, L1': block('L1', { bare: { worker: true } }, 30),
      },
      say,
    });
    const side = (name: string) => blocks[name] ?? [];
    const row = (name: string, ours: string, theirs: string, target?: Target): Row =>
      ratioRow(name, { mayday: rates(side(ours)), bare: rates(side(theirs)) }, '1/s', target);
    const atLeast = { atLeast: 0.93 };
    return {
      rows: [
        row('taken in, to L1', 'taken in', 'taken in, L1', atLeast),
        row('taken in, to a bare hook', 'taken in', 'taken in, bare hook'),
        refused('not recorded at once', side('taken in')),
        row('with the workers at work beside it, to L1', 'worked', 'worked, L1', atLeast),
        refused('of these not recorded at once', side('worked')),
      ],
      cpu: Object.fromEntries(Object.entries(blocks).map(([name, taken]) => [name, cpuOf(taken)])),
      notes: [
        'Taken in = the hook and L1 without a worker on either side, as a start is on record before anybody works on it. With the workers at work, those of Mayday handle whole incidents on the same cores, those of L1 end a no-op. The bare hook has 20 s, L1 with a worker 30 s.',
        ...reasons(side('taken in').concat(side('worked'))),
      ],
    };
  },
};

function rates(blocks: readonly TakenIn[]): number[] {
  return blocks.map(({ perSecond }) => perSecond);
}

function refused(name: string, blocks: readonly TakenIn[]): Row {
  const count = blocks.reduce((sum, { errors }) => sum + errors.length, 0);
  const took = blocks.flatMap((block) => block.took);
  return {
    name,
    value: exact(count),
    unit: '',
    target: { exactly: 0 },
    ...(took.length > 0 ? { mayday: figuresOf(took, 'ms') } : {}),
  };
}

/** One answer of each kind, without what differs from run to run. */
function reasons(blocks: readonly TakenIn[]): string[] {
  const kinds = new Set(
    blocks.flatMap(({ errors }) =>
      errors.map((error) => error.replaceAll(/127\.0\.0\.1:\d+/g, 'its address')),
    ),
  );
  return [...kinds].slice(0, 3).map((error) => `Not recorded at once: ${error}`);
}
