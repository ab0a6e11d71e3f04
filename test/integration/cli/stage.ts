import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { connectTemporal, type Temporal } from '../../../client/temporal.ts';
import { startTemporal } from '../../../servers/temporal.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { type MaydayProcess, mayday, type Said, startMayday } from '../../harness/mayday-command.ts';

/** A Temporal of its own, people's keys, and a worker of scripted incidents that comes and goes. */
export interface Stage {
  temporal: Temporal;
  /** Runs the command line as alice. */
  mayday(...words: string[]): Promise<Said>;
  startMayday(...words: string[]): MaydayProcess;
  /** Runs it with `--json` and reads its document; fails on any exit code but 0. */
  document<T>(...words: string[]): Promise<T>;
  workerComes(): Promise<void>;
  workerGoes(): Promise<void>;
  temporalDies(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const server = await startTemporal({ headless: true, tuned: true });
  const temporal = await connectTemporal({
    environment: { TEMPORAL_ADDRESS: server.address },
    identity: 'cli-test',
  });
  const scratch = await mkdtemp(path.join(tmpdir(), 'mayday-cli-'));
  const env = {
    TEMPORAL_ADDRESS: server.address,
    MAYDAY_KEYS_DIR: path.join(scratch, 'keys'),
    MAYDAY_AS: 'alice',
  };
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./scripted-incident.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
  const connection = await NativeConnection.connect({ address: server.address });
  let worker: { worker: Worker; running: Promise<void> } | undefined;

  async function workerGoes() {
    worker?.worker.shutdown();
    await worker?.running;
    worker = undefined;
  }

  return {
    temporal,
    mayday: (...words) => mayday(words, env),
    startMayday: (...words) => startMayday(words, env),
    async document(...words) {
      const { code, out, err } = await mayday([...words, '--json'], env);
      if (code !== 0) throw new Error(`mayday ${words.join(' ')} ended with ${code}: ${err}`);
      return JSON.parse(out);
    },
    async workerComes() {
      const made = await Worker.create({ connection, taskQueue: coordinationQueue, workflowBundle });
      worker = { worker: made, running: made.run() };
    },
    workerGoes,
    async temporalDies() {
      await workerGoes();
      await server.kill();
    },
    async close() {
      await workerGoes();
      await connection.close();
      await temporal.close();
      await server.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
