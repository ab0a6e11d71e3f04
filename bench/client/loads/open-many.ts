import { setTimeout as delay } from 'node:timers/promises';
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

let number = 0;

/** Opens so many, a few at a time. */
export async function run({ places, count, groups }: OpenMany): Promise<void> {
  const open = groups ? await bareOpener(places, groups) : await opener('mayday', places);
  await pMap(Array.from({ length: count }), () => opened(open), { concurrency: 8 });
}

/** Again where it was not recorded in time, as senders do. */
async function opened(open: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await open();
    } catch (error) {
      if (tries === 20) throw error;
      await delay(500);
    }
  }
}

async function bareOpener({ temporal }: Places, groups: Group[]): Promise<() => Promise<void>> {
  const client = await bareClient(temporal);
  return async () => {
    number += 1;
    await client.workflow.start('inGroups', {
      taskQueue: bareQueue,
      workflowId: `open:${process.pid}:${number}`,
      args: [groups, true],
    });
  };
}
