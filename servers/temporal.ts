import { Connection } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { readServersConfig } from './config.ts';
import { findOnce, type Recipe, type Say } from './find.ts';
import { freePort, type Running, run, startProcess, until, withFreePorts } from './process.ts';
import { registerSearchAttributes, type SearchAttribute } from './search-attributes.ts';
import { versions } from './versions.ts';
import { goInstall, sdkDownload } from './ways.ts';

export interface TemporalOptions {
  readonly say?: Say;
  /** Without the web UI. */
  readonly headless?: boolean;
  /** Where the web UI has payloads decrypted. */
  readonly codecEndpoint?: string;
  /** With the dynamic configuration that takes the 50 ms off each hop. */
  readonly tuned?: boolean;
  /** With further dynamic configuration, `name=value` each. */
  readonly dynamicConfig?: readonly string[];
  /** Keep the database in this file, so that a server started later goes on with it. */
  readonly dbFilename?: string;
  /** Listen here instead of at a free port. */
  readonly port?: number;
  readonly searchAttributes?: readonly SearchAttribute[];
}

export interface TemporalServer {
  readonly address: string;
  /** Empty if headless; of a server that somebody else runs, what MAYDAY_TEMPORAL_UI_URL says. */
  readonly uiUrl: string;
  readonly namespace: 'default';
  /** Undefined if somebody else runs it. */
  readonly pid: number | undefined;
  /** Ends it and resolves when it is gone; does nothing if somebody else runs it. */
  stop(): Promise<void>;
  /** SIGKILL at once; does nothing if somebody else runs it. */
  kill(): Promise<void>;
}

export const temporalRecipe: Recipe = {
  name: 'temporal',
  title: 'Temporal server',
  version: versions.temporalCli,
  addressVariable: 'MAYDAY_TEMPORAL_ADDRESS',
  program: 'temporal',
  onPath: { command: 'temporal', version: cliVersion },
  ways: [
    sdkDownload('dev-server', versions.temporalCli, 'temporal'),
    goInstall('github.com/temporalio/cli/cmd/temporal', versions.temporalCli, 'about 4 minutes, once'),
  ],
  remedies: [
    'put the temporal command on the PATH (https://docs.temporal.io/cli/setup-cli)',
    'install Go 1.25 or newer (https://go.dev/dl), which builds it',
  ],
};

/** Without these a server of this version takes priorities and fairness keys, and ignores them. */
export const inOrder = ['matching.useNewMatcher=true', 'matching.enableFairness=true'];

/** Takes the 50 ms off each hop of the development server. */
export const tuning = [
  'history.transferProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxPollRPS=2000',
  'history.visibilityProcessorMaxPollRPS=2000',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
];

/**
 * Starts a Temporal dev server on 127.0.0.1 and waits until its namespace takes work; uses the one at
 * MAYDAY_TEMPORAL_ADDRESS instead where that is set.
 * @throws ServerMissing if there is none to start, StartFailed if it does not become usable within 60 s
 */
export async function startTemporal(options: TemporalOptions = {}): Promise<TemporalServer> {
  const found = await findOnce(temporalRecipe, options.say);
  if (found.kind === 'address') return useRunning(found.address, options);
  return withFreePorts(() => start(found.path, options));
}

async function useRunning(address: string, options: TemporalOptions): Promise<TemporalServer> {
  const config = readServersConfig();
  await until(() => answers(address), { deadlineMs: 10_000 }).catch((error: Error) => {
    throw new Error(`No Temporal server answers at ${address} (MAYDAY_TEMPORAL_ADDRESS): ${error.message}`);
  });
  const connection = await Connection.connect({ address });
  await registerSearchAttributes(connection, options.searchAttributes ?? []).finally(() =>
    connection.close(),
  );
  const nothing = async () => {};
  const uiUrl = config.address('MAYDAY_TEMPORAL_UI_URL') ?? '';
  return { address, uiUrl, namespace: 'default', pid: undefined, stop: nothing, kill: nothing };
}

async function start(program: string, options: TemporalOptions): Promise<TemporalServer> {
  const port = options.port ?? (await freePort());
  const uiPort = await freePort();
  const address = `127.0.0.1:${port}`;
  const uiUrl = options.headless ? '' : `http://127.0.0.1:${uiPort}`;
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', `${port}`, '--log-level', 'error'];
  args.push(...(options.headless ? ['--headless'] : ['--ui-port', `${uiPort}`]));
  if (options.codecEndpoint) args.push('--ui-codec-endpoint', options.codecEndpoint);
  args.push('--http-port', `${await freePort()}`, '--metrics-port', `${await freePort()}`);
  if (options.dbFilename) {
    args.push('--db-filename', options.dbFilename, '--sqlite-pragma', 'journal_mode=WAL');
    args.push('--sqlite-pragma', 'synchronous=OFF');
  }
  const dynamic = [...(options.tuned ? tuning : []), ...(options.dynamicConfig ?? [])];
  for (const setting of dynamic) args.push('--dynamic-config-value', setting);
  for (const { name, type } of options.searchAttributes ?? []) {
    args.push('--search-attribute', `${name}=${TypedSearchAttributes.toMetadataType(type)}`);
  }
  const running: Running = await startProcess({
    title: 'The Temporal server',
    command: program,
    args,
    ready: async () => {
      await answers(address);
      if (uiUrl) await fetch(uiUrl, { signal: AbortSignal.timeout(1_000) });
    },
  });
  const { pid, stop, kill } = running;
  return { address, uiUrl, namespace: 'default', pid, stop, kill };
}

async function answers(address: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 1_000 });
  try {
    await connection.withDeadline(Date.now() + 2_000, async () => {
      const { workflowService } = connection;
      await workflowService.describeNamespace({ namespace: 'default' });
      await workflowService.listWorkflowExecutions({ namespace: 'default', pageSize: 1 });
      await workflowService.describeTaskQueue({ namespace: 'default', taskQueue: { name: 'mayday-ready' } });
    });
  } finally {
    await connection.close();
  }
}

async function cliVersion(program: string): Promise<string> {
  const text = await run(program, ['--version'], { timeoutMs: 10_000 });
  const [, cli, server, ui] = /version (\S+) \(Server (\S+), UI (\S+)\)/.exec(text) ?? [];
  if (!cli || !server) throw new Error(`it is not a Temporal command with a server and a UI: ${text.trim()}`);
  // A build by `go install` calls itself 0.0.0-DEV.
  const pinned = server === versions.temporalServer && ui === versions.temporalUi && cli.startsWith('0.0.0');
  return pinned ? versions.temporalCli : `${cli} with server ${server}`;
}
