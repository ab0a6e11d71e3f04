import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { type Scene, type Stack, startStack } from '../demo/stack.ts';
import { freePort, type Running, startProcess } from '../servers/process.ts';
import { startTemporal } from '../servers/temporal.ts';
import { calm } from './calm.ts';
import { benchCatalogue } from './catalogue.ts';
import { type BenchClient, startClient } from './client/client.ts';
import type { Profile } from './measure.ts';
import { preparedEnvironment } from './prepared.ts';

const hookToken = 'bare';

export interface ArenaOptions {
  profile: Profile;
  /** Without it, Mayday is not there. */
  mayday?: {
    /** Folder of catalogue files; by default that of `benchCatalogue`. */
    catalogue?: string;
    /** Further environment of worker and gateway. */
    environment?: Record<string, string>;
    /** The gateway alone: ends the worker as soon as it is there. */
    withoutWorker?: boolean;
  };
  bare?: { worker?: boolean; hook?: boolean; environment?: Record<string, string> };
  /** One that was started before; it ends with the arena, too. */
  client?: BenchClient;
}

/** What is measured, side by side on one Temporal server: Mayday's real processes, bare ones, and a client. */
export interface Arena {
  /** Of this process, for what is not measured. */
  temporalClient: Client;
  /** Starts one more of Mayday's workers, which stands for the worker from now on, and answers that of before, if any. */
  nextWorker(): Promise<Running | undefined>;
  /** Asks Mayday's worker to end, and waits until it has. */
  endWorker(): Promise<void>;
  /** What loads need to reach all of it. */
  places: Places;
  client: BenchClient;
  /** Process ids by name, those that run now. */
  processes(): Record<string, number | undefined>;
  /** Resolves when nothing is left to do from what went before. */
  settle(deadlineMs?: number): Promise<void>;
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
  /** Of Mayday's payloads; absent = they are plain. */
  encryptionKeys?: string;
}

/** There is nothing beside what is measured: no shop. */
const noScene = async (): Promise<Scene> => ({ shopUrl: '', environment: {} });

/** Starts it; whatever fails, nothing is left behind. */
export async function startArena({ profile, mayday, bare, ...options }: ArenaOptions): Promise<Arena> {
  const client = options.client ?? startClient();
  const stops: (() => Promise<unknown>)[] = [client.stop];
  const owns = (stop: () => Promise<unknown>) => void stops.push(stop);
  const end = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const folder = await mkdtemp(path.join(tmpdir(), 'mayday-bench-'));
    owns(() => rm(folder, { recursive: true, force: true }));
    const server = { headless: true, tuned: profile === 'tuned' };
    const prepared = await preparedEnvironment();
    let stack: Stack | undefined;
    if (mayday) {
      stack = await startStack<Scene>({
        say: () => {},
        folder,
        owns,
        scene: noScene,
        catalogue: mayday.catalogue ?? (await benchCatalogue(folder)),
        temporal: server,
        environment: { ...prepared, ...mayday.environment },
      });
      if (mayday.withoutWorker) await stack.worker.stop();
    }
    // The one that is there now, if any.
    let worker = mayday?.withoutWorker ? undefined : stack?.worker;
    const temporal = stack?.temporal ?? (await startTemporal(server));
    if (!stack) owns(temporal.stop);
    const connection = await Connection.connect({ address: temporal.address });
    owns(() => connection.close());
    const bareWorker = bare?.worker ? await startBareWorker(temporal.address, bare.environment) : undefined;
    if (bareWorker) owns(bareWorker.stop);
    const bareHook = bare?.hook ? await startBareHook(temporal.address) : undefined;
    if (bareHook) owns(bareHook.running.stop);
    const processes = () => ({
      temporal: temporal.pid,
      gateway: stack?.gateway.pid,
      worker: worker?.pid,
      'bare worker': bareWorker?.pid,
      'bare hook': bareHook?.running.pid,
      client: client.pid,
    });
    const encryptionKeys = mayday?.environment?.MAYDAY_ENCRYPTION_KEYS;
    return {
      temporalClient: new Client({ connection }),
      async nextWorker() {
        if (!stack) throw new Error('This arena is without Mayday: give startArena `mayday: {}`.');
        const before = worker;
        worker = await stack.startWorker();
        return before;
      },
      async endWorker() {
        await worker?.stop();
        worker = undefined;
      },
      places: {
        temporal: temporal.address,
        gateway: stack?.gatewayUrl ?? '',
        hookToken: stack?.hookToken ?? '',
        bareHook: bareHook?.url ?? '',
        bareHookToken: hookToken,
        ...(encryptionKeys ? { encryptionKeys } : {}),
      },
      client,
      processes,
      settle: (deadlineMs) => calm({ processes: processes(), deadlineMs }),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
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
