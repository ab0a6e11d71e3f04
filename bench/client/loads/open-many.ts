import { setTimeout as delay } from 'node:timers/promises';
import pMap from 'p-map';
import type { Places } from '../../arena.ts';
import type { Group } from '../../bare/groups.ts';
import { bareQueue } from '../../bare/queue.ts';
import { alertmanagerMessage } from '../../messages.ts';
import { openIncident } from '../open-incident.ts';
import { bareClient } from '../temporal.ts';

export interface OpenMany {
  places: Places;
  count: number;
  /** ms from one to the next: no faster than they are worked on. */
  everyMs: number;
  /** What bare ones do; without it, Mayday's hook opens incidents. */
  groups?: Group[];
}

let number = 0;

/** Opens so many at an even pace. */
export async function run({ places, count, everyMs, groups }: OpenMany): Promise<void> {
  const open = groups ? await bareOpener(places, groups) : await incidentOpener(places);
  const began = performance.now();
  const each = async (i: number) => {
    await delay(Math.max(0, began + i * everyMs - performance.now()));
    await open();
  };
  await pMap(
    Array.from({ length: count }, (_, i) => i),
    each,
    { concurrency: 8 },
  );
}

async function incidentOpener(places: Places): Promise<() => Promise<unknown>> {
  return () => {
    number += 1;
    return openIncident(places, alertmanagerMessage(`open-${process.pid}-${number}`, 1));
  };
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
