import {
  access,
  link,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { removeWithUs } from './guard.ts';

const heartbeatMs = 5_000;
const staleMs = 60_000;

export interface MakeOptions {
  /** Fills the empty folder; what it throws is passed on, and nothing is kept. */
  make(folder: string): Promise<void>;
  /** Called once if another process is making the same thing. */
  onWait?(pid: number): void;
  /** Pause between two looks at another's lock, in ms; 200 by default. */
  readonly everyMs?: number;
}

/** The folder of this key if it was made before. */
export async function cached(cacheDir: string, key: string): Promise<string | undefined> {
  const folder = path.join(cacheDir, key);
  return (await exists(folder)) ? folder : undefined;
}

/** The folder of this key, made at most once by any number of processes; it appears whole or not at all. */
export async function cachedOrMade(cacheDir: string, key: string, options: MakeOptions): Promise<string> {
  const folder = path.join(cacheDir, key);
  await mkdir(cacheDir, { recursive: true });
  const unlock = await lock(`${folder}.lock`, options);
  try {
    if (await exists(folder)) return folder;
    const sibling = await mkdtemp(`${folder}.partial-`);
    removeWithUs(sibling);
    try {
      await options.make(sibling);
      await rename(sibling, folder);
    } finally {
      await rm(sibling, { recursive: true, force: true });
    }
    return folder;
  } finally {
    await unlock();
  }
}

async function lock(file: string, options: MakeOptions): Promise<() => Promise<void>> {
  let told = false;
  while (!(await tryToCreate(file))) {
    const holder = await readHolder(file);
    if (holder === undefined) continue;
    if (holder.stale) {
      await takeAway(file, holder.text);
      continue;
    }
    if (!told) options.onWait?.(holder.pid);
    told = true;
    await delay(options.everyMs ?? 200);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, heartbeatMs);
  heartbeat.unref();
  return async () => {
    clearInterval(heartbeat);
    await unlink(file).catch(() => {});
  };
}

async function tryToCreate(file: string): Promise<boolean> {
  const own = `${file}.${process.pid}-${Math.random().toString(36).slice(2)}`;
  await writeFile(own, `${process.pid} ${own}`);
  try {
    // Linking a file that is already written: nobody ever reads an empty lock.
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await unlink(own);
  }
}

async function readHolder(file: string): Promise<{ pid: number; text: string; stale: boolean } | undefined> {
  try {
    const text = await readFile(file, 'utf8');
    const pid = Number.parseInt(text, 10);
    const age = Date.now() - (await stat(file)).mtimeMs;
    return { pid, text, stale: !isAlive(pid) || age > staleMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function takeAway(file: string, text: string): Promise<void> {
  const aside = `${file}.stale-${process.pid}-${Math.random().toString(36).slice(2)}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  // Another process may have replaced the stale lock by its own since we read it: then it gets it back.
  if ((await readFile(aside, 'utf8')) !== text) await link(aside, file).catch(() => {});
  await unlink(aside);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
