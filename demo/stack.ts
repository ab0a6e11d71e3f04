import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { makeKey } from '../client/keys/key-folder.ts';
import { connectTemporal } from '../client/temporal.ts';
import type { Say } from '../servers/find.ts';
import { freePort, type Running, startProcess } from '../servers/process.ts';
import { startTemporal, type TemporalOptions, type TemporalServer } from '../servers/temporal.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is looked after: a shop with what it needs. */
export interface Scene {
  shopUrl: string;
  /** What the worker has to know of it. */
  environment: Record<string, string>;
}

/** With what a scene is set up. */
export interface Staging {
  say: Say;
  folder: string;
  /** Is told of each thing to end as it starts, so that an interrupted start leaves nothing. */
  owns: (stop: () => Promise<void>) => void;
  /** Starts a script of this project as a process of its own. */
  run(
    name: string,
    script: string,
    env: Record<string, string>,
    ready: (log: string) => unknown,
  ): Promise<Running>;
}

export type SetUp<S extends Scene> = (staging: Staging) => Promise<S>;

/** Everything the demo talks to, each a process of its own on a free port of 127.0.0.1. */
export interface Stack {
  temporal: TemporalServer;
  client: Client;
  shopUrl: string;
  gatewayUrl: string;
  hookToken: string;
  /** Where alice's and bob's private keys are. */
  keysDir: string;
  archiveDir: string;
  /** Environment of a `mayday audit` that trusts the worker's and the people's keys. */
  auditing: Record<string, string>;
  channelLog: string;
  /** Starts a worker, with more environment than the others if need be; the stack begins with one. */
  startWorker(more?: Record<string, string>): Promise<Running>;
  worker: Running;
  /** Starts a gateway where the first one was, with the same settings. */
  startGateway(): Promise<Running>;
  gateway: Running;
  /** Everything that the processes printed, by name. */
  logs(): Record<string, string>;
}

export interface StackOptions<S extends Scene> extends Omit<Staging, 'run'> {
  scene: SetUp<S>;
  /** Folder of catalogue files; `systems/` by default. */
  catalogue?: string;
  /** Stands between the worker and Temporal: takes the real port, gives the one to use. */
  temporalProxy?: (port: number) => Promise<number>;
  temporal?: Omit<TemporalOptions, 'say'>;
  /** More environment for all that is started. */
  environment?: Record<string, string>;
}

/** Starts Temporal, the scene, a worker and the gateway. @throws ServerMissing, StartFailed */
export async function startStack<S extends Scene>({
  say,
  folder,
  owns,
  scene: setUp,
  catalogue = path.join(root, 'systems'),
  temporalProxy,
  temporal: temporalOptions,
  environment,
}: StackOptions<S>): Promise<Stack & S> {
  await mkdir(folder, { recursive: true });
  const outputs: Record<string, string> = {};
  const run: Staging['run'] = async (name, script, env, ready) => {
    const file = createWriteStream(path.join(folder, `${name}.log`), { flags: 'a' });
    let printed = '';
    const running = await startProcess({
      title: `The ${name}`,
      command: process.execPath,
      args: [path.join(root, script)],
      cwd: root,
      env: { ...env, ...environment },
      graceMs: 30_000,
      onOutput: (text) => {
        printed += text;
        outputs[name] = (outputs[name] ?? '') + text;
        file.write(text);
      },
      ready: async () => (await ready(printed)) !== false,
    });
    owns(running.stop);
    return running;
  };

  const [temporal, scene] = await Promise.all([
    startTemporal({ say, ...temporalOptions }).then((server) => owned(owns, server)),
    setUp({ say, folder, owns, run }),
  ]);

  const gatewayPort = await freePort();
  const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
  const hookToken = randomBytes(16).toString('hex');
  const keysDir = path.join(folder, 'keys');
  const alice = await makeKey(keysDir, 'alice');
  const bob = await makeKey(keysDir, 'bob');
  const peoplesKeys = { DEMO_ALICE_PUBLIC_KEY: alice.publicKey, DEMO_BOB_PUBLIC_KEY: bob.publicKey };
  const audit = await makeKey(keysDir, 'audit');
  const gatewayKey = await makeKey(keysDir, 'gateway');
  const archiveDir = path.join(folder, 'archive');
  const channelLog = path.join(folder, 'channel.jsonl');
  const shared = { TEMPORAL_ADDRESS: temporal.address, MAYDAY_CATALOGUE: catalogue };
  const temporalPort = await temporalProxy?.(Number(temporal.address.split(':').at(-1)));

  const startWorker = (more: Record<string, string> = {}) =>
    run(
      'worker',
      'worker/main.ts',
      {
        ...shared,
        ...(temporalPort ? { TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}` } : {}),
        MAYDAY_ARCHIVE_DIR: archiveDir,
        MAYDAY_CHANNEL_LOG: channelLog,
        ...scene.environment,
        ...peoplesKeys,
        MAYDAY_AUDIT_KEY_FILE: audit.file,
        MAYDAY_GATEWAY_PUBLIC_KEY: gatewayKey.publicKey,
        ...more,
      },
      (log) => log.includes('worker ready'),
    );
  const boardKey = randomBytes(32).toString('hex');
  const startGateway = () =>
    run(
      'gateway',
      'client/gateway/main.ts',
      {
        ...shared,
        ...peoplesKeys,
        MAYDAY_GATEWAY_PORT: `${gatewayPort}`,
        MAYDAY_HOOK_TOKEN: hookToken,
        MAYDAY_GATEWAY_KEY_FILE: gatewayKey.file,
        MAYDAY_BOARD_KEY: boardKey,
        MAYDAY_BOARD_URL: gatewayUrl,
        MAYDAY_ARCHIVE_DIR: archiveDir,
      },
      async () => (await fetch(`${gatewayUrl}/readyz`)).ok,
    );
  const [worker, gateway] = await Promise.all([startWorker(), startGateway()]);
  const { client, close } = await connectTemporal({
    environment: {
      TEMPORAL_ADDRESS: temporal.address,
      MAYDAY_ENCRYPTION_KEYS: environment?.MAYDAY_ENCRYPTION_KEYS,
    },
    identity: 'mayday-demo',
  });
  owns(close);
  return {
    ...scene,
    temporal,
    client,
    gatewayUrl,
    hookToken,
    keysDir,
    archiveDir,
    auditing: {
      MAYDAY_ARCHIVE_DIR: archiveDir,
      MAYDAY_AUDIT_PUBLIC_KEY: audit.publicKey,
      ...peoplesKeys,
    },
    channelLog,
    startWorker,
    worker,
    startGateway,
    gateway,
    logs: () => outputs,
  };
}

/** Its end is ours to see to. */
export function owned<T extends { stop(): Promise<void> }>(owns: Staging['owns'], server: T): T {
  owns(() => server.stop());
  return server;
}
