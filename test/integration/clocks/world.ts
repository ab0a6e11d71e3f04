import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectTemporal, type Temporal } from '../../../client/temporal.ts';
import { type Running, startProcess } from '../../../servers/process.ts';
import { startTemporal } from '../../../servers/temporal.ts';
import { bundleWorkflows } from '../../../worker/bundle.ts';
import type { Notice } from '../../../workflows/contract/notices.ts';
import { hurried, hurriedFile } from './hurried-systems.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A Temporal of its own, the hurried systems, and a real worker as a process of its own that comes and goes. */
export interface World {
  temporal: Temporal;
  workerComes(): Promise<Running>;
  said(): Promise<Notice[]>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const server = await startTemporal({ headless: true, tuned: true });
  const environment = { TEMPORAL_ADDRESS: server.address };
  const temporal = await connectTemporal({ environment, identity: 'clocks-test' });
  const scratch = await mkdtemp(path.join(tmpdir(), 'mayday-clocks-'));
  const place = (name: string) => path.join(scratch, name);
  await mkdir(place('systems'));
  for (const system of Object.keys(hurried)) {
    await writeFile(place(`systems/${system}.yaml`), hurriedFile(system));
  }
  await writeFile(place('workflows.js'), (await bundleWorkflows()).code);
  const workers: Running[] = [];
  return {
    temporal,
    async workerComes() {
      let printed = '';
      const worker: Running = await startProcess({
        title: 'The worker',
        command: process.execPath,
        args: [path.join(root, 'worker/main.ts')],
        cwd: root,
        env: {
          ...environment,
          MAYDAY_CATALOGUE: place('systems'),
          MAYDAY_ARCHIVE_DIR: place('archive'),
          MAYDAY_CHANNEL_LOG: place('channel.jsonl'),
          MAYDAY_WORKFLOW_BUNDLE: place('workflows.js'),
        },
        onOutput: (text) => {
          printed += text;
        },
        ready: async () => printed.includes('worker ready'),
      });
      workers.push(worker);
      return worker;
    },
    async said() {
      const text = await readFile(place('channel.jsonl'), 'utf8');
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    },
    async close() {
      for (const worker of workers) await worker.stop();
      await temporal.close();
      await server.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
