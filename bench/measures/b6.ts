import { type Arena, startArena } from '../arena.ts';
import { type Group, groupsOf } from '../bare/groups.ts';
import type { OpenMany } from '../client/loads/open-many.ts';
import type { Measure, Row, Size } from '../measure.ts';
import { collectable, megabytesOf } from '../memory.ts';
import { exact, type Target } from '../statistics.ts';

type Side = 'mayday' | 'bare';

/** MB of worker and server when so many are open. */
interface Held {
  open: number;
  worker: number;
  server: number;
}

const cap = 300;
const query = `ExecutionStatus = 'Running' AND WorkflowType IN ('generalIncident', 'inGroups')`;

export const measure: Measure = {
  id: 'B6',
  title: 'Memory of open incidents',
  against: 'bare workflows with as many activities, timers and bytes, which then wait',
  async run(size) {
    const counts = size.quick ? [50, 150] : [1_000, 2_000, 3_000, 4_000, 5_000];
    const groups = await shapeOfOne(size);
    const held = async (side: Side, cached: number) => {
      const found = await hold(side, cached, counts, groups, size);
      size.say(
        `${side}, ${cached} cached: ${found.map(({ open, worker }) => `${open}: ${Math.round(worker)} MB`).join(', ')}`,
      );
      return found;
    };
    const all = counts.at(-1) ?? 0;
    const [mayday, bare] = [await held('mayday', all + 100), await held('bare', all + 100)];
    const few = size.quick ? 20 : cap;
    const [capped, bareCapped] = [await held('mayday', few), await held('bare', few)];
    const ratio = (name: string, ours: number, theirs: number, target?: Target): Row => ({
      name,
      value: exact(ours / theirs),
      unit: '×',
      ...(target ? { target } : {}),
      mayday: { unit: 'KB', p50: ours, count: counts.length },
      bare: { unit: 'KB', p50: theirs, count: counts.length },
    });
    const [first, last] = [capped[0], capped.at(-1)];
    return {
      rows: [
        ratio('worker, each, all cached', slope(mayday, 'worker'), slope(bare, 'worker'), { atMost: 1.5 }),
        ratio('server, each', slope(mayday, 'server'), slope(bare, 'server'), { atMost: 1.5 }),
        {
          name: `worker with a cache of ${few}: ${all} open to ${counts[0]} open`,
          value: exact((last?.worker ?? 0) / (first?.worker ?? 1)),
          unit: '×',
          // Flat: what comes and goes moves it, not how many are open.
          target: { atMost: 1.1 },
          mayday: { unit: 'MB', p50: last?.worker ?? 0, count: counts.length },
          bare: { unit: 'MB', p50: bareCapped.at(-1)?.worker ?? 0, count: counts.length },
        },
      ],
      notes: [
        `Resident memory, after a collection in all threads of the workers, with ${counts.join(', ')} open; what each takes is the slope of that. The server keeps histories in memory here, so that its figure is mostly their bytes.`,
      ],
    };
  },
};

/** KB that each one more takes: least squares. */
function slope(held: readonly Held[], of: 'worker' | 'server'): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(held.map(({ open }) => open)), mean(held.map((each) => each[of]))];
  const above = held.reduce((sum, each) => sum + (each.open - x) * (each[of] - y), 0);
  return (1_024 * above) / held.reduce((sum, { open }) => sum + (open - x) ** 2, 0);
}

/** What an incident does until it waits, from one that was opened. */
async function shapeOfOne(size: Size): Promise<Group[]> {
  const arena = await startArena({ profile: size.profile, mayday: {} });
  try {
    await arena.client.run<void>('open-many', { places: arena.places, count: 1 } satisfies OpenMany);
    await arena.settle();
    for await (const { workflowId } of arena.temporalClient.workflow.list({
      query: 'WorkflowType = "generalIncident"',
    })) {
      const groups = groupsOf(await arena.temporalClient.workflow.getHandle(workflowId).fetchHistory());
      // Its first message is the alert; a bare one is given that at its start.
      return groups.map((group) => ({ ...group, messages: [] }));
    }
    throw new Error('No incident was opened.');
  } finally {
    await arena.end();
  }
}

async function hold(
  side: Side,
  cached: number,
  counts: readonly number[],
  groups: Group[],
  { profile }: Size,
): Promise<Held[]> {
  const environment = {
    ...collectable,
    MAYDAY_CACHED_WORKFLOWS: `${cached}`,
    BARE_CACHED_WORKFLOWS: `${cached}`,
  };
  const arena: Arena = await startArena(
    side === 'mayday'
      ? { profile, mayday: { environment } }
      : { profile, bare: { worker: true, environment } },
  );
  try {
    const held: Held[] = [];
    let open = 0;
    for (const count of counts) {
      const load = { places: arena.places, count: count - open, ...(side === 'bare' ? { groups } : {}) };
      await arena.client.run<void>('open-many', load satisfies OpenMany);
      await arena.settle();
      // What was sent again may have been recorded before.
      open = (await arena.temporalClient.workflow.count(query)).count;
      const { worker, 'bare worker': bareWorker, temporal } = arena.processes();
      held.push({
        open,
        worker: await megabytesOf(side === 'mayday' ? worker : bareWorker, { collect: true }),
        server: await megabytesOf(temporal),
      });
    }
    return held;
  } finally {
    await arena.end();
  }
}
