import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { openIncident } from '../../../client/incidents/open.ts';
import { connectTemporal } from '../../../client/temporal.ts';
import { until } from '../../../servers/process.ts';
import { startTemporal } from '../../../servers/temporal.ts';
import { readConfig } from '../../../worker/config.ts';
import { type RunningWorker, startWorker } from '../../../worker/main.ts';

/** An incident that opens while others wait: which system, and how grave. */
export interface Opening {
  system: 'a' | 'b';
  severity: string;
}

/**
 * Opens real incidents, the late one after the storm, while no worker serves their pool; then one with a single slot
 * does. Answers the systems in the order in which their health was asked for, as their own endpoint saw it.
 */
export async function orderOfWork(
  dynamicConfig: readonly string[],
  storm: readonly Opening[],
  late: Opening,
): Promise<string[]> {
  const stops: (() => Promise<unknown>)[] = [];
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-order-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  try {
    const order: string[] = [];
    const shops = createServer((request, response: ServerResponse) => {
      order.push(request.url?.slice(1) ?? '');
      response.end('well');
    });
    shops.listen(0, '127.0.0.1');
    await once(shops, 'listening');
    stops.push(async () => shops.close());
    const url = `http://127.0.0.1:${(shops.address() as AddressInfo).port}`;

    const server = await startTemporal({ headless: true, tuned: true, dynamicConfig });
    stops.push(() => server.stop());
    const environment = { TEMPORAL_ADDRESS: server.address };
    const temporal = await connectTemporal({ environment, identity: 'order-test' });
    stops.push(() => temporal.close());

    const systems = path.join(folder, 'systems');
    await mkdir(systems);
    for (const id of ['a', 'b']) await writeFile(path.join(systems, `${id}.yaml`), fileOf(id, url));
    const begin = (more: Record<string, string>): Promise<RunningWorker> =>
      startWorker(
        readConfig({
          ...{ ...environment, HOME: folder, MAYDAY_CATALOGUE: systems, MAYDAY_POOL_SLOTS: '1' },
          ...more,
        }),
        { log: pino({ level: 'silent' }), terminal: { write: () => true } },
      );
    // It has the workflows, and serves a pool in which there is no system.
    const coordinating = await begin({ MAYDAY_POOLS: 'elsewhere' });
    stops.push(() => coordinating.stop());

    await Promise.all(storm.map((opening, number) => waits(opening, number)));
    await waits(late, storm.length);
    const serving = await begin({ MAYDAY_COORDINATES: 'no', MAYDAY_POOLS: 'shops' });
    stops.push(() => serving.stop());
    // Half of the storm's questions were still good when they came, so that there was something to overtake.
    await until(async () => order.includes(late.system) && order.length > storm.length / 2, {
      deadlineMs: 60_000,
      everyMs: 20,
    });
    return [...order];

    /** Opens it, and waits until its question is in the pool's queue. */
    async function waits({ system, severity }: Opening, number: number): Promise<void> {
      const opened = await openIncident(
        temporal,
        'generalIncident',
        {
          ...{ system, severity, summary: `number ${number}`, group: `${number}` },
          openedBy: { kind: 'person', name: 'alice', door: 'cli', verified: false },
        },
        { patience: 0 },
      );
      if (opened.joined) throw new Error(`number ${number} was open already`);
      const handle = temporal.client.workflow.getHandle(opened.workflowId);
      const asks = async () =>
        (await handle.describe()).raw.pendingActivities?.some(
          ({ activityType }) => activityType?.name === 'httpHealth',
        ) ?? false;
      await until(asks, { deadlineMs: 60_000, everyMs: 50 });
    }
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

function fileOf(id: string, url: string): string {
  return `system: ${id}
title: ${id.toUpperCase()}
pool: shops
targets:
  front: { kind: http, url: "${url}/${id}" }
verification: { health: front, probes: 1, every: 1s }
`;
}
