import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScheduleOverlapPolicy, type WorkflowHandle } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, Runtime } from '@temporalio/worker';
import pino from 'pino';
import { connectTemporal, type Temporal } from '../../../client/temporal.ts';
import { payloadConverterPath } from '../../../codec/converter-modules.ts';
import { until } from '../../../servers/process.ts';
import { startTemporal } from '../../../servers/temporal.ts';
import { bundleWorkflows } from '../../../worker/bundle.ts';
import { readConfig } from '../../../worker/config.ts';
import { type RunningWorker, startWorker } from '../../../worker/main.ts';
import type { RunbookInput } from '../../../workflows/contract/input.ts';
import { incidentName, incidentWorkflowId } from '../../../workflows/contract/keys.ts';
import type { Notice } from '../../../workflows/contract/notices.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import type { RunbookName } from '../../../workflows/contract/runbooks.ts';
import { type SweepProgress, sweeperScheduleId } from '../../../workflows/contract/sweeper.ts';

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

/** One incident, from outside. */
export interface Opened {
  handle: WorkflowHandle;
  workflowId: string;
  keyId: string;
}

/** A Temporal of its own, and workers in this process that come, go, and have bugs. */
export interface World {
  temporal: Temporal;
  workerComes(which?: 'as it is' | 'broken'): Promise<RunningWorker>;
  workersGo(): Promise<void>;
  opens(group: string, runbook?: RunbookName, differs?: Partial<RunbookInput>): Promise<Opened>;
  /** Starts a sweep through the schedule and answers what it leaves to the next one. */
  sweeps(): Promise<SweepProgress>;
  said(about: Pick<Opened, 'keyId'>): Promise<Notice[]>;
  archived(of: Pick<Opened, 'keyId'>, file: string): Promise<string>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const server = await startTemporal({ headless: true, tuned: true });
  const temporal = await connectTemporal({
    environment: { TEMPORAL_ADDRESS: server.address },
    identity: 'sweeper-test',
  });
  const { client } = temporal;
  const scratch = await mkdtemp(path.join(tmpdir(), 'mayday-sweeper-'));
  const place = (name: string) => path.join(scratch, name);
  await mkdir(place('systems'));
  await writeFile(place('systems/shop.yaml'), catalogue);
  const broken = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./broken-workflows.ts', import.meta.url)),
    payloadConverterPath,
    logger: new DefaultLogger('ERROR'),
  });
  await writeFile(place('broken.js'), broken.code);
  await writeFile(place('as it is.js'), (await bundleWorkflows()).code);
  let workers: RunningWorker[] = [];

  async function workersGo() {
    await Promise.all(workers.map((worker) => worker.stop()));
    workers = [];
  }

  return {
    temporal,
    workersGo,
    async workerComes(which = 'as it is') {
      const config = readConfig({
        HOME: scratch,
        TEMPORAL_ADDRESS: server.address,
        MAYDAY_CATALOGUE: place('systems'),
        MAYDAY_ARCHIVE_DIR: place('archive'),
        MAYDAY_CHANNEL_LOG: place('channel.jsonl'),
        MAYDAY_WORKFLOW_BUNDLE: place(`${which}.js`),
      });
      const worker = await startWorker(config, {
        log: pino({ level: 'silent' }),
        terminal: { write: () => undefined },
      });
      workers.push(worker);
      return worker;
    },
    async opens(group, runbook = 'generalIncident', differs = {}) {
      const input: RunbookInput = {
        system: 'shop',
        group,
        summary: 'checkout is slow',
        openedBy: { kind: 'person', name: 'alice', door: 'cli', verified: false },
        ...differs,
      };
      const workflowId = incidentWorkflowId(input.system, runbook, group);
      const handle = await client.workflow.start(runbook, {
        workflowId,
        taskQueue: coordinationQueue,
        args: [input],
      });
      const keyId = handle.firstExecutionRunId;
      return { handle, workflowId, keyId };
    },
    async sweeps() {
      const schedule = client.schedule.getHandle(sweeperScheduleId);
      const before = (await schedule.describe()).info.numActionsTaken;
      // A sweep that overlapped another would not get its result, nor hand its own on.
      await schedule.trigger(ScheduleOverlapPolicy.BUFFER_ONE);
      await until(async () => (await schedule.describe()).info.numActionsTaken > before, {
        deadlineMs: 60_000,
      });
      const { recentActions } = (await schedule.describe()).info;
      const started = recentActions.at(-1)?.action.workflow;
      return client.workflow.getHandle(started?.workflowId ?? '', started?.firstExecutionRunId).result();
    },
    async said({ keyId }) {
      const text = await readFile(place('channel.jsonl'), 'utf8').catch(() => '');
      const notices: Notice[] = text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
      return notices.filter((notice) => notice.keyId === keyId);
    },
    archived: ({ keyId }, file) =>
      readFile(place(`archive/${incidentName(keyId)}-${keyId.slice(0, 8)}/${file}`), 'utf8'),
    async close() {
      await workersGo();
      await temporal.close();
      await server.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
