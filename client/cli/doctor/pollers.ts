import type { Catalogue } from '../../../systems/catalogue.ts';
import { coordinationQueue, poolQueue } from '../../../workflows/contract/queues.ts';
import { type Temporal, withinDeadline } from '../../temporal.ts';
import { bad, patience, type Report, tried, type Verdict } from './report.ts';

// A long poll takes up to a minute, and the server lists who polled within five.
const freshFor = 75_000;
const kinds = { workflows: 1, activities: 2 } as const;
type Kind = keyof typeof kinds;

/** Whether workers poll every queue that the catalogue's systems need. */
export async function pollers(temporal: Temporal, catalogue: Catalogue): Promise<Report[]> {
  const queues: [string, Kind[]][] = [
    [coordinationQueue, ['workflows', 'activities']],
    ...poolsOf(catalogue).map((pool): [string, Kind[]] => [poolQueue(pool), ['activities']]),
  ];
  return Promise.all(
    queues.map(([queue, wanted]) =>
      tried(`queue ${queue}`, temporal.client, () => polled(temporal, queue, wanted)),
    ),
  );
}

async function polled(temporal: Temporal, queue: string, wanted: readonly Kind[]): Promise<Verdict> {
  const seen = await Promise.all(wanted.map((kind) => pollersOf(temporal, queue, kind)));
  const silent = wanted.filter((_, i) => seen[i]?.length === 0);
  if (silent.length > 0) {
    return bad(`no worker takes its ${silent.join(' or ')}: ${startOne(queue)}`);
  }
  const workers = [...new Set(seen.flat())];
  return {
    verdict: 'good',
    says: `${workers.length === 1 ? '1 worker' : `${workers.length} workers`}: ${workers.slice(0, 3).join(', ')}${workers.length > 3 ? ', …' : ''}`,
  };
}

function startOne(queue: string): string {
  if (queue === coordinationQueue) return 'start one (npm run worker)';
  return `start one with ${queue.slice(poolQueue('').length)} among its MAYDAY_POOLS`;
}

async function pollersOf({ client, namespace }: Temporal, queue: string, kind: Kind): Promise<string[]> {
  const { pollers: listed } = await withinDeadline(client, patience, () =>
    client.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: queue },
      taskQueueType: kinds[kind],
    }),
  );
  const since = (Date.now() - freshFor) / 1000;
  return (listed ?? [])
    .filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) >= since)
    .map(({ identity }) => identity || 'one without a name');
}

/** `main` where no system can be read. */
function poolsOf(catalogue: Catalogue): string[] {
  const pools = catalogue.systems().flatMap((system) => {
    try {
      return [catalogue.profile(system, 'generalIncident').pool];
    } catch {
      return [];
    }
  });
  return pools.length > 0 ? [...new Set(pools)].sort() : ['main'];
}
