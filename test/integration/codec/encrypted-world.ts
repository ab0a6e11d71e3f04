import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import proto from '@temporalio/proto';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { connectTemporal, type Temporal } from '../../../client/temporal.ts';
import { startTemporal, type TemporalOptions } from '../../../servers/temporal.ts';
import { bundleWorkflows } from '../../../worker/bundle.ts';
import { readConfig } from '../../../worker/config.ts';
import { type RunningWorker, startWorker } from '../../../worker/main.ts';
import { incidentName, incidentWorkflowId } from '../../../workflows/contract/keys.ts';
import { alertsSignal } from '../../../workflows/contract/messages.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { searchAttributes } from '../../../workflows/contract/search-attributes.ts';
import type { TimelineEntry } from '../../../workflows/contract/timeline.ts';

const catalogue = `
system: shop
title: Shop
people:
  alice: {}
roles:
  on-call: [alice]
ladder:
  response: [on-call]
routes:
  - { catchAll: true, runbook: generalIncident }
`;

/** `k1:…`, as keygen prints it. */
export const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

/** A Temporal of its own, with clients that encrypt and one that does not, and workers with keys that change. */
export class EncryptedWorld {
  readonly stops: (() => Promise<unknown>)[] = [];
  /** Lines of the workers' logs. */
  readonly logged: string[] = [];
  address = '';
  uiUrl = '';
  private folder = '';
  private worker?: RunningWorker;

  static async open(options: Pick<TemporalOptions, 'headless' | 'codecEndpoint'>): Promise<EncryptedWorld> {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const world = new EncryptedWorld();
    const server = await startTemporal({
      ...options,
      tuned: true,
      searchAttributes: Object.values(searchAttributes),
    });
    world.stops.push(() => server.stop());
    world.address = server.address;
    world.uiUrl = server.uiUrl;
    world.folder = await mkdtemp(path.join(tmpdir(), 'mayday-encrypted-'));
    world.stops.push(() => rm(world.folder, { recursive: true, force: true }));
    await mkdir(world.place('systems'));
    await writeFile(world.place('systems/shop.yaml'), catalogue);
    await writeFile(world.place('bundle.js'), (await bundleWorkflows()).code);
    world.stops.push(() => world.workerGoes());
    return world;
  }

  async close(): Promise<void> {
    for (const stop of this.stops.reverse()) await stop();
  }

  /** A client with these keys; without any, as the Temporal UI's own form. */
  async client(keys?: string): Promise<Temporal> {
    const environment = { TEMPORAL_ADDRESS: this.address, MAYDAY_ENCRYPTION_KEYS: keys };
    const temporal = await connectTemporal({ environment, identity: 'test' }, 30_000);
    this.stops.push(() => temporal.close());
    return temporal;
  }

  async workerComes(keys: string): Promise<void> {
    await this.workerGoes();
    const config = readConfig({
      HOME: this.folder,
      TEMPORAL_ADDRESS: this.address,
      MAYDAY_CATALOGUE: this.place('systems'),
      MAYDAY_ARCHIVE_DIR: this.place('archive'),
      MAYDAY_CHANNEL_LOG: this.place('channel.jsonl'),
      MAYDAY_WORKFLOW_BUNDLE: this.place('bundle.js'),
      MAYDAY_ENCRYPTION_KEYS: keys,
    });
    const log = pino({ level: 'warn' }, { write: (line: string) => void this.logged.push(line) });
    this.worker = await startWorker(config, { log, terminal: { write: () => undefined } });
  }

  async workerGoes(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.stop();
  }

  archived(keyId: string, file: string): Promise<string> {
    return readFile(this.place(`archive/${incidentName(keyId)}-${keyId.slice(0, 8)}/${file}`), 'utf8');
  }

  place(name: string): string {
    return path.join(this.folder, name);
  }
}

/** Opens an incident as the gateway does. */
export function opens({ client }: Temporal, summary: string, group: string = randomUUID()) {
  const alert = {
    fingerprint: randomUUID(),
    status: 'firing' as const,
    startsAt: new Date().toISOString(),
    labels: { alertname: 'ShopDown', customer: summary },
    annotations: {},
    name: 'ShopDown',
    summary,
  };
  return client.workflow.signalWithStart('generalIncident', {
    workflowId: incidentWorkflowId('shop', 'generalIncident', group),
    taskQueue: coordinationQueue,
    args: [{ system: 'shop', group, summary, openedBy: { kind: 'alerts', door: 'alertmanager' } }],
    signal: alertsSignal,
    signalArgs: [{ door: 'alertmanager', alerts: [alert] }],
  });
}

export function timeline(handle: WorkflowHandle): Promise<TimelineEntry[]> {
  return handle.query('timeline');
}

/** A history as Temporal keeps it, in bytes. */
export function bytesOf(history: History): Buffer {
  return Buffer.from(proto.temporal.api.history.v1.History.encode(history).finish());
}
