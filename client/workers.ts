import type { Catalogue } from '../systems/catalogue.ts';
import { coordinationQueue, poolQueue } from '../workflows/contract/queues.ts';
import { type Temporal, withinDeadline } from './temporal.ts';

const kinds = { workflows: 1, activities: 2 } as const;
export type TaskKind = keyof typeof kinds;

/** A task queue that systems of the catalogue need, and what workers have to take from it. */
export interface NeededQueue {
  queue: string;
  takes: readonly TaskKind[];
  /** Of a pool; absent for the one of the workflows. */
  pool?: string;
  /** No system as a whole is in that pool, only single hosts. */
  hostsOnly?: true;
}

/** A worker as the server saw it last. */
export interface Poller {
  /** `12@host`, or whatever it calls itself. */
  identity: string;
  /** RFC 3339 */
  lastSeen: string;
  /** What it runs, if it says so. */
  build?: string;
  /** The version of a deployment that it is, `mayday:0.2.0`; absent = unversioned. */
  version?: string;
}

export interface PolledQueue extends NeededQueue {
  pollers: Partial<Record<TaskKind, Poller[]>>;
  /** The version that new tasks go to, where one is current. */
  current: Partial<Record<TaskKind, string>>;
}

// As the server counts the ways of a worker.
const asVersion = 2;

// A long poll takes up to a minute, and the server lists who polled within five.
const freshFor = 75_000;

/** The queue of the workflows, and that of each pool which a readable system or a host of one names; `main` where none can be read. */
export function neededQueues(catalogue: Pick<Catalogue, 'systems' | 'profile' | 'file'>): NeededQueue[] {
  const named = catalogue.systems().flatMap((system) => {
    try {
      const { targets } = catalogue.file(system);
      const hosts = Object.values(targets).flatMap((target) => (target.kind === 'host' ? [target.pool] : []));
      return [{ pool: catalogue.profile(system, 'generalIncident').pool, hosts }];
    } catch {
      return [];
    }
  });
  const ofSystems = new Set(named.length > 0 ? named.map(({ pool }) => pool) : ['main']);
  const ofHosts = new Set(named.flatMap(({ hosts }) => hosts).filter((pool) => !ofSystems.has(pool)));
  const queueOf = (pool: string) => ({ queue: poolQueue(pool), takes: ['activities'] as const, pool });
  return [
    { queue: coordinationQueue, takes: ['workflows', 'activities'] },
    ...[...ofSystems].sort().map(queueOf),
    ...[...ofHosts].sort().map((pool) => ({ ...queueOf(pool), hostsOnly: true as const })),
  ];
}

/** Who polls a queue now: a call to Temporal for each kind of task. @throws Unanswered or the call's error */
export async function polledQueue(
  { client }: Pick<Temporal, 'client'>,
  needed: NeededQueue,
  patience: number,
): Promise<PolledQueue> {
  const seen = await Promise.all(needed.takes.map(async (kind) => ({ kind, ...(await look(kind)) })));
  return {
    ...needed,
    pollers: Object.fromEntries(seen.map(({ kind, pollers }) => [kind, pollers])),
    current: Object.fromEntries(seen.flatMap(({ kind, current }) => (current ? [[kind, current]] : []))),
  };

  async function look(kind: TaskKind): Promise<{ pollers: Poller[]; current: string | undefined }> {
    const { pollers, versioningInfo } = await withinDeadline(client, patience, () =>
      client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: needed.queue },
        taskQueueType: kinds[kind],
      }),
    );
    const polling = (pollers ?? [])
      .map(({ identity, lastAccessTime, deploymentOptions, workerVersionCapabilities }) => {
        const { seconds = 0, nanos = 0 } = lastAccessTime ?? {};
        const build = deploymentOptions?.buildId || workerVersionCapabilities?.buildId;
        return {
          identity: identity || 'one without a name',
          lastSeen: new Date(Number(seconds) * 1_000 + Number(nanos) / 1_000_000).toISOString(),
          ...(build ? { build } : {}),
          ...(deploymentOptions?.workerVersioningMode === asVersion
            ? { version: versionName(deploymentOptions) }
            : {}),
        };
      })
      .filter(({ lastSeen }) => Date.parse(lastSeen) >= Date.now() - freshFor);
    const current = versioningInfo?.currentDeploymentVersion;
    return { pollers: polling, current: current?.buildId ? versionName(current) : undefined };
  }
}

function versionName(of: { deploymentName?: string | null; buildId?: string | null }): string {
  return `${of.deploymentName}:${of.buildId}`;
}

/** Tasks of a queue that nobody takes. */
export function untaken({ takes, pollers }: PolledQueue): TaskKind[] {
  return takes.filter((kind) => pollers[kind]?.length === 0);
}

/** Tasks of a queue that wait as they are new: nobody polls, or nobody of the current version. */
export function waiting({ takes, pollers, current }: PolledQueue): TaskKind[] {
  return takes.filter((kind) => !pollers[kind]?.some(({ version }) => version === current[kind]));
}

/** What to do about a queue that nobody polls. */
export function startOne({ pool }: NeededQueue): string {
  return pool === undefined ? 'start one (npm run worker)' : `start one with ${pool} among its MAYDAY_POOLS`;
}
