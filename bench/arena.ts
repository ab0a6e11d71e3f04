import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, type ClientOptions, Connection } from '@temporalio/client';
import { dataConverterFrom } from '../codec/environment.ts';
import { type Scene, type SetUp, type Stack, startStack } from '../demo/stack.ts';
import { freePort, type Running, startProcess } from '../servers/process.ts';
import { startTemporal, type TemporalServer } from '../servers/temporal.ts';
import { calm } from './calm.ts';
import { benchCatalogue } from './catalogue.ts';
import { type BenchClient, startClient } from './client/client.ts';
import type { Profile } from './measure.ts';
import { preparedEnvironment } from './prepared.ts';

const hookToken = 'bare';

export interface ArenaOptions<S extends Scene> {
  profile: Profile;
  /** Without it, Mayday is not there. */
  mayday?: {
    /** Folder of catalogue files; by default that of `benchCatalogue`. */
    catalogue?: string;
    scene?: SetUp<S>;
    /** Further environment of worker and gateway. */
    environment?: Record<string, string>;
    /** The gateway alone: ends the worker as soon as it is there. */
    withoutWorker?: boolean;
  };
  bare?: { worker?: boolean; hook?: boolean; environment?: Record<string, string> };
  temporal?: { dbFilename?: string; dynamicConfig?: readonly string[] };
}

/** What is measured, side by side on one Temporal server: Mayday's real processes, bare ones, and a client. */
export interface Arena<S extends Scene = Scene> {
  temporal: TemporalServer;
  /** Of this process, for what is not measured. */
  temporalClient: Client;
  /** @throws Error where the arena is without Mayday */
  mayday: Stack & S;
  bareWorker?: Running;
  /** What loads need to reach all of it. */
  places: Places;
  client: BenchClient;
  /** A folder of its own. */
  folder: string;
  /** Process ids by name, those that run now. */
  processes(): Record<string, number | undefined>;
  /** Resolves when nothing is left to do from what went before. */
  settle(deadlineMs?: number): Promise<unknown>;
  end(): Promise<void>;
}

/** Where a load finds what it is put on. */
export interface Places {
  temporal: string;
  /** `http://127.0.0.1:…`, empty without Mayday. */
  gateway: string;
  hookToken: string;
  /** Of the bare hook; empty without it. */
  bareHook: string;
  bareHookToken: string;
}

/** Starts it; whatever fails, nothing is left behind. */
export async function startArena<S extends Scene = Scene>(options: ArenaOptions<S>): Promise<Arena<S>> {
  const { profile, mayday, bare, temporal: temporalOptions } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-bench-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const owns = (stop: () => Promise<unknown>) => void stops.push(stop);
  const end = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const server = { headless: true, tuned: profile === 'tuned', ...temporalOptions };
    const prepared = await preparedEnvironment();
    let stack: (Stack & S) | undefined;
    if (mayday) {
      stack = await startStack<S>({
        say: () => {},
        folder,
        owns,
        scene: mayday.scene ?? (async () => ({ shopUrl: '', environment: {} }) as unknown as S),
        catalogue: mayday.catalogue ?? (await benchCatalogue(folder)),
        temporal: server,
        environment: { ...prepared, ...mayday.environment },
      });
      if (mayday.withoutWorker) await stack.worker.stop();
    }
    const temporal = stack?.temporal ?? (await startTemporal(server));
    if (!stack) owns(temporal.stop);
    const connection = await Connection.connect({ address: temporal.address });
    owns(() => connection.close());
    const bareWorker = bare?.worker ? await startBareWorker(temporal.address, bare.environment) : undefined;
    if (bareWorker) owns(bareWorker.stop);
    const bareHook = bare?.hook ? await startBareHook(temporal.address) : undefined;
    if (bareHook) owns(bareHook.running.stop);
    const client = startClient();
    owns(client.stop);
    const processes = () => ({
      temporal: temporal.pid,
      gateway: stack?.gateway.pid,
      worker: mayday?.withoutWorker ? undefined : stack?.worker.pid,
      'bare worker': bareWorker?.pid,
      'bare hook': bareHook?.running.pid,
      client: client.pid,
    });
    return {
      temporal,
      temporalClient: new Client({ connection, ...readingWith(mayday?.environment) }),
      get mayday() {
        if (!stack) throw new Error('This arena is without Mayday: give startArena `mayday: {}`.');
        return stack;
      },
      bareWorker,
      places: {
        temporal: temporal.address,
        gateway: stack?.gatewayUrl ?? '',
        hookToken: stack?.hookToken ?? '',
        bareHook: bareHook?.url ?? '',
        bareHookToken: hookToken,
      },
      client,
      folder,
      processes,
      settle: (deadlineMs) => calm({ processes: processes(), deadlineMs }),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** What is encrypted is read with the same keys; else the client is the bare SDK's. */
function readingWith(environment: Record<string, string> = {}): Pick<ClientOptions, 'dataConverter'> {
  if (!environment.MAYDAY_ENCRYPTION_KEYS) return {};
  return { dataConverter: dataConverterFrom(environment, 'default') };
}

function startBareWorker(address: string, environment: Record<string, string> = {}): Promise<Running> {
  return startOurs('bare worker', 'bare/worker.ts', { TEMPORAL_ADDRESS: address, ...environment });
}

async function startBareHook(address: string): Promise<{ running: Running; url: string }> {
  const port = `${await freePort()}`;
  const running = await startOurs('bare hook', 'bare/hook.ts', {
    TEMPORAL_ADDRESS: address,
    HOOK_PORT: port,
    HOOK_TOKEN: hookToken,
  });
  return { running, url: `http://127.0.0.1:${port}/hook` };
}

async function startOurs(title: string, script: string, env: Record<string, string>): Promise<Running> {
  let printed = '';
  return await startProcess({
    title: `The ${title}`,
    command: process.execPath,
    args: [fileURLToPath(new URL(script, import.meta.url))],
    env,
    onOutput: (text) => {
      printed += text;
    },
    ready: async () => printed.includes(' ready'),
  });
}
