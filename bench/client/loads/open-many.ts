import pMap from 'p-map';
import type { Places } from '../../arena.ts';
import type { Group } from '../../bare/groups.ts';
import { bareQueue } from '../../bare/queue.ts';
import { opener } from '../opening.ts';
import { bareClient } from '../temporal.ts';

export interface OpenMany {
  places: Places;
  count: number;
  /** What bare ones do; without it, Mayday's hook opens incidents. */
  groups?: Group[];
}

let opened = 0;

/** Opens so many, a few at a time. */
export async function run({ places, count, groups }: OpenMany): Promise<number> {
  const open = groups ? await bareOpener(places, groups) : await opener('mayday', places);
  await pMap(Array.from({ length: count }), () => open(), { concurrency: 8 });
  return count;
}

async function bareOpener({ temporal }: Places, groups: Group[]): Promise<() => Promise<void>> {
  const client = await bareClient(temporal);
  return async () => {
    opened += 1;
    await client.workflow.start('inGroups', {
      taskQueue: bareQueue,
      workflowId: `open:${process.pid}:${opened}`,
      args: [groups, true],
    });
  };
}
