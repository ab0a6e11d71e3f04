import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import pino from 'pino';
import { createLogger } from '../../../client/gateway/logger.ts';
import type { RecordedAlerts } from '../../../client/gateway/record-alerts.ts';
import { buildGateway } from '../../../client/gateway/server.ts';
import { connectTemporal, type Temporal } from '../../../client/temporal.ts';
import { startTemporal } from '../../../servers/temporal.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { bundleWorkflows } from '../../../worker/bundle.ts';
import { readConfig } from '../../../worker/config.ts';
import { startWorker } from '../../../worker/main.ts';

const token = 'canary-hook-token';

/** A Temporal, a gateway and a worker on one catalogue file. */
export interface RoutedWorld {
  temporal: Temporal;
  address: string;
  /** The folder of the catalogue. */
  systems: string;
  /** Replaces the file of the system `shop`. */
  write(text: string): Promise<void>;
  /** Posts alerts in the form of Alertmanager's webhook: labels, and whether each fires. */
  post(groupKey: string, alerts: Sent[]): Promise<RecordedAlerts>;
  close(): Promise<void>;
}

export interface Sent {
  labels: Record<string, string>;
  status?: 'firing' | 'resolved';
  startsAt?: string;
}

export async function openRoutedWorld(): Promise<RoutedWorld> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const server = await startTemporal({ headless: true, tuned: true });
  const { address } = server;
  const temporal = await connectTemporal({ environment: { TEMPORAL_ADDRESS: address }, identity: 'test' });
  const scratch = await mkdtemp(path.join(tmpdir(), 'mayday-routed-'));
  const place = (name: string) => path.join(scratch, name);
  const systems = place('systems');
  await mkdir(systems);
  let edits = 0;
  const write = async (text: string) => {
    const file = path.join(systems, 'shop.yaml');
    await writeFile(file, text);
    edits += 1;
    await utimes(
      file,
      new Date(1_700_000_000_000 + edits * 1_000),
      new Date(1_700_000_000_000 + edits * 1_000),
    );
  };
  await write('system: shop\ntitle: Shop\n');
  await writeFile(place('bundle.js'), (await bundleWorkflows()).code);
  const config = readConfig({
    HOME: scratch,
    TEMPORAL_ADDRESS: address,
    MAYDAY_CATALOGUE: systems,
    MAYDAY_ARCHIVE_DIR: place('archive'),
    MAYDAY_CHANNEL_LOG: place('channel.jsonl'),
    MAYDAY_WORKFLOW_BUNDLE: place('bundle.js'),
  });
  const worker = await startWorker(config, {
    log: pino({ level: 'silent' }),
    terminal: { write: () => undefined },
  });
  const app = buildGateway({
    config: { credentials: { bearer: [token] } },
    client: temporal.client,
    catalogue: openCatalogue(systems),
    log: createLogger('silent', [token]),
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;

  return {
    temporal,
    address,
    systems,
    write,
    async post(groupKey, alerts) {
      const response = await fetch(`http://127.0.0.1:${port}/hooks/alertmanager`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          groupKey,
          alerts: alerts.map(({ labels, status = 'firing', startsAt = new Date().toISOString() }) => ({
            labels: { alertname: 'Trouble', ...labels },
            status,
            startsAt,
          })),
        }),
      });
      if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
      return (await response.json()) as RecordedAlerts;
    },
    async close() {
      await app.close();
      await worker.stop();
      await temporal.close();
      await server.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
