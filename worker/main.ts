import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createCoordinationActivities, createPoolActivities } from '../activities/index.ts';
import { dataConverterOf } from '../codec/environment.ts';
import { allowAddresses } from '../outbound/addresses.ts';
import { watchCatalogue } from '../systems/watch-catalogue.ts';
import { startTracing } from '../telemetry/tracing.ts';
import { coordinationQueue, poolQueue } from '../workflows/contract/queues.ts';
import { bundleWorkflows } from './bundle.ts';
import { type Config, ConfigRefused, readConfig } from './config.ts';
import { ConnectionRefused, connect } from './connect.ts';
import { createDependencies } from './dependencies.ts';
import { createLogger, type Output } from './logger.ts';
import { maskActivities } from './masking.ts';
import { observeActivity } from './observing.ts';
import { ensureSweeper } from './schedule.ts';
import { installTelemetry } from './telemetry.ts';
import { tellingBundle } from './telling-bundle.ts';
import { coordinationTuning, poolTuning } from './tuning.ts';
import { tellUnreadable } from './unreadable.ts';
import { versioned } from './versioning.ts';

/** ms that Temporal has to show that it is there. */
const answerWithin = 1_000;

type WorkflowBundleOption = NonNullable<WorkerOptions['workflowBundle']>;

/** A worker that polls its queues. */
export interface RunningWorker {
  queues: string[];
  /** Why it cannot take tasks now, sentences; none = it can. */
  troubles(): Promise<string[]>;
  /** Resolves after a stop; rejects when a queue can no longer be served. */
  ended: Promise<void>;
  /** Takes no more tasks, lets those under way end within 15 s, and resolves when all is down. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Gives up waiting for Temporal. */
  signal?: AbortSignal;
  log?: Logger;
  /** Where the log channel says its lines for people; by default stdout. */
  terminal?: Output;
}

/**
 * Serves one queue per pool and, unless told not to, the coordination queue over one connection; waits for Temporal.
 * @throws ConnectionRefused, or the signal's reason
 */
export async function startWorker(config: Config, options: StartOptions = {}): Promise<RunningWorker> {
  const { signal = new AbortController().signal, terminal = process.stdout } = options;
  const log = options.log ?? createLogger(config.logLevel, config.secrets);
  allowAddresses(config.allowedAddresses ?? []);
  const [connection, workflowBundle] = await Promise.all([
    connect(config, log, signal),
    config.coordinates ? workflowsOf(config) : undefined,
  ]);
  try {
    const dataConverter = dataConverterOf(config.encryption, config.namespace, {
      unreadable: 'value',
      hear: tellUnreadable(log),
    });
    const dependencies = await createDependencies(config, connection, log, terminal, dataConverter);
    const shared = {
      connection,
      namespace: config.namespace,
      dataConverter,
      interceptors: { activity: [observeActivity, ...(maskActivities(config.secrets, log).activity ?? [])] },
      ...versioned(config.version),
    } satisfies Partial<WorkerOptions>;
    const coordination = (workflowBundle: WorkflowBundleOption) =>
      Worker.create({
        ...shared,
        taskQueue: coordinationQueue,
        workflowBundle,
        activities: createCoordinationActivities(dependencies),
        ...coordinationTuning(config.tuning),
        stickyQueueScheduleToStartTimeout: config.stickyTimeout,
      });
    const workers = await Promise.all([
      ...(workflowBundle ? [coordination(workflowBundle)] : []),
      ...config.pools.map((pool) =>
        Worker.create({
          ...shared,
          taskQueue: poolQueue(pool),
          activities: createPoolActivities(dependencies),
          ...poolTuning(config.tuning, pool),
        }),
      ),
    ]);
    if (config.coordinates) await ensureSweeper(dependencies.client, log);
    const stopAll = () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    };
    const watch = watchCatalogue(dependencies.catalogue, (problem, state) => {
      if (state === 'there') log.warn({ problem }, 'catalogue');
      else log.info({ problem }, 'catalogue: no longer so');
    });
    const ended = serve(workers, stopAll).finally(() => {
      watch.stop();
      return connection.close();
    });
    const queues = workers.map((worker) => worker.options.taskQueue);
    const { namespace, archive, version } = config;
    log.info({ queues, namespace, archive, version }, 'worker ready');
    return {
      queues,
      ended,
      troubles: () => troublesOf(workers, connection, namespace),
      stop: () => {
        stopAll();
        return ended;
      },
    };
  } catch (error) {
    await connection.close().catch(() => {});
    throw error;
  }
}

async function workflowsOf({ workflowBundle, encryption, version }: Config): Promise<WorkflowBundleOption> {
  const bundle = workflowBundle ? { codePath: workflowBundle } : await bundleWorkflows();
  return await tellingBundle(bundle, {
    encrypts: encryption.first !== undefined,
    versioned: version !== undefined,
  });
}

/** Runs until all are stopped; one that fails takes the others down, so that an orchestrator starts them all again. */
async function serve(workers: Worker[], stopAll: () => void): Promise<void> {
  const runs = workers.map((worker) => worker.run());
  try {
    await Promise.all(runs);
  } catch (error) {
    stopAll();
    await Promise.allSettled(runs);
    throw error;
  }
}

async function troublesOf(
  workers: readonly Worker[],
  connection: NativeConnection,
  namespace: string,
): Promise<string[]> {
  const idle = workers.filter((worker) => worker.getState() !== 'RUNNING');
  const states = idle.map((worker) => `${worker.options.taskQueue} is ${worker.getState().toLowerCase()}.`);
  const answers = await connection
    .withDeadline(Date.now() + answerWithin, () =>
      connection.workflowService.describeNamespace({ namespace }),
    )
    .then(
      () => [],
      (error: Error) => [`Temporal does not answer: ${error.message}`],
    );
  return [...states, ...answers];
}

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLogger(config.logLevel, config.secrets);
  for (const says of config.remarks) log.warn(says);
  const fatal = (error: unknown) => {
    const bindings = error instanceof ConnectionRefused ? {} : { err: error };
    log.fatal(bindings, `the worker ends: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  };
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);
  const tracing = startTracing('mayday-worker', config.tracing, (says) => log.warn(says));
  let running: RunningWorker | undefined;
  const page = await installTelemetry(
    log,
    config.page,
    async () => running?.troubles() ?? ['The worker waits for Temporal.'],
  );
  if (page) log.info({ address: page.address }, 'metrics and health');
  const asked = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.once(name, () => {
      log.info({ signal: name }, 'worker stops');
      asked.abort(new Error(name));
    });
  }
  const terminal: Output = { write: (text) => process.stdout.write(config.secrets.mask(text)) };
  try {
    const worker = await startWorker(config, { signal: asked.signal, log, terminal }).catch((error) => {
      if (!asked.signal.aborted) throw error;
    });
    if (!worker) return;
    running = worker;
    if (asked.signal.aborted) await worker.stop();
    asked.signal.addEventListener('abort', () => worker.stop().catch(() => {}));
    await worker.ended;
  } catch (error) {
    fatal(error);
  } finally {
    await Promise.all([page?.close(), tracing?.stop()]);
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof ConfigRefused)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
