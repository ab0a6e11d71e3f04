import { type Arena, startArena } from '../arena.ts';
import { type Group, groupsOf } from '../bare/groups.ts';
import type { OpenMany } from '../client/loads/open-many.ts';
import { cachedByDefault } from '../config.ts';
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

/** How many are open when it is looked at: as long as all are cached, and then. */
interface Steps {
  cached: number;
  within: number[];
  beyond: number[];
}

const query = `ExecutionStatus = 'Running' AND WorkflowType IN ('generalIncident', 'inGroups')`;

export const measure: Measure = {
  id: 'B6',
  title: 'Memory of open incidents',
  against: 'bare workflows with as many activities, timers and bytes, which then wait',
  minutes: 12,
  async run(size) {
    const groups = await shapeOfOne(size);
    const held = async (side: Side, steps: Steps) => {
      const found = await hold(side, steps, groups, size);
      const told = found.map(({ open, worker, server }) => `${open}: ${mb(worker)}, server ${mb(server)}`);
      size.say(`${side}, ${steps.cached} cached, open: ${told.join('; ')}`);
      return found;
    };
    const steps = stepsOf(size);
    const [mayday, bare] = [await held('mayday', steps.usual), await held('bare', steps.usual)];
    const [few, bareFew] = [await held('mayday', steps.few), await held('bare', steps.few)];
    const cached = steps.usual.within.length;
    const { beyond } = steps.usual;
    return {
      rows: [
        ratio('worker, each that is cached', [mayday.slice(0, cached), bare.slice(0, cached)], 'worker'),
        ratio('server, each', [mayday, bare], 'server'),
        flat(
          `worker with its default cache of ${steps.usual.cached}`,
          mayday.slice(cached),
          bare.slice(cached),
        ),
        flat(`worker with a cache of ${steps.few.cached}`, few, bareFew),
      ],
      blocks: 'once each',
      notes: [
        `Resident memory, after a collection in all threads of the workers. What each one takes is the slope over ${steps.usual.within.join(', ')} open, which all are cached, and for the server over ${beyond.join(', ')}, too: it keeps histories in memory here, so that its figure is mostly their bytes. Opened at ${1_000 / everyMs(size)} a second.`,
      ],
    };
  },
};

/** What the caches are, and how many are opened. */
function stepsOf({ quick, large }: Size): { usual: Steps; few: Steps } {
  if (quick) {
    return {
      usual: { cached: 50, within: [20, 40], beyond: [60, 90] },
      few: { cached: 20, within: [], beyond: [60, 90] },
    };
  }
  const beyond = [1_000, 2_000, ...(large ? [5_000] : [])];
  return {
    usual: { cached: cachedByDefault, within: [100, 200, 300, 400], beyond },
    few: { cached: 300, within: [], beyond },
  };
}

function everyMs({ quick }: Size): number {
  return quick ? 100 : 50;
}

function ratio(name: string, [ours, theirs]: [Held[], Held[]], of: 'worker' | 'server'): Row {
  const [mine, other] = [slope(ours, of), slope(theirs, of)];
  return {
    name,
    value: exact(mine / other),
    unit: '×',
    target: { atMost: 1.5 },
    mayday: { unit: 'KB', p50: mine, count: ours.length },
    bare: { unit: 'KB', p50: other, count: theirs.length },
  };
}

/** Flat: what comes and goes moves it, not how many are open. */
function flat(name: string, ours: Held[], theirs: Held[]): Row {
  const target: Target = { atMost: 1.1 };
  const [first, last] = [ours[0], ours.at(-1)];
  if (!first || !last) throw new Error('Nothing was looked at.');
  return {
    name: `${name}: ${last.open} open to ${first.open} open`,
    value: exact(last.worker / first.worker),
    unit: '×',
    target,
    mayday: { unit: 'MB', p50: last.worker, count: ours.length },
    bare: { unit: 'MB', p50: theirs.at(-1)?.worker ?? 0, count: theirs.length },
  };
}

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
    const load: OpenMany = { places: arena.places, count: 1, everyMs: 0 };
    await arena.client.run<void>('open-many', load);
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

async function hold(side: Side, steps: Steps, groups: Group[], size: Size): Promise<Held[]> {
  const { profile } = size;
  const environment = { ...collectable, MAYDAY_CACHED_WORKFLOWS: `${steps.cached}` };
  const arena: Arena = await startArena(
    side === 'mayday'
      ? { profile, mayday: { environment } }
      : { profile, bare: { worker: true, environment } },
  );
  try {
    const held: Held[] = [];
    let opened = 0;
    for (const count of [...steps.within, ...steps.beyond]) {
      const load = { places: arena.places, count: count - opened, everyMs: everyMs(size) };
      const given: OpenMany = { ...load, ...(side === 'bare' ? { groups } : {}) };
      await arena.client.run<void>('open-many', given);
      opened = count;
      await arena.settle();
      const { worker, 'bare worker': bareWorker, temporal } = arena.processes();
      held.push({
        open: (await arena.temporalClient.workflow.count(query)).count,
        worker: await megabytesOf(side === 'mayday' ? worker : bareWorker, { collect: true }),
        server: await megabytesOf(temporal),
      });
    }
    return held;
  } finally {
    await arena.end();
  }
}

function mb(megabytes: number): string {
  return `${Math.round(megabytes)} MB`;
}
