import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Ended } from './ended.ts';
import { masking, Tail } from './output.ts';
import { endTree } from './process-tree.ts';

/** A call of a program, ready to be made. */
export interface Call {
  /** Absolute. */
  file: string;
  words: readonly string[];
  /** Absolute; where it runs. */
  folder: string;
  /** All that it gets beside PATH, HOME, TMPDIR, LANG and TZ. */
  environment: Readonly<Record<string, string>>;
  /** Texts that must not be in what is kept of its output. */
  secrets: readonly string[];
  /** ms */
  timeout: number;
}

const standard = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
};

/**
 * Runs a program without a shell, in a process group and with a home folder of its own, and ends whatever it leaves
 * behind. Never throws for what the program does.
 */
export async function runProcess(call: Call, stopped: AbortSignal): Promise<Ended> {
  const began = performance.now();
  const home = await mkdtemp(path.join(tmpdir(), 'mayday-script-'));
  try {
    const outcome = await run(call, home, stopped);
    return { ...outcome, took: performance.now() - began };
  } finally {
    await rm(home, { recursive: true, force: true }).catch(() => undefined);
  }
}

type Outcome = Ended extends infer Each ? (Each extends Ended ? Omit<Each, 'took'> : never) : never;

async function run(call: Call, home: string, stopped: AbortSignal): Promise<Outcome> {
  const tail = new Tail();
  const mask = masking(call.secrets);
  const id = randomUUID();
  const child = spawn(call.file, call.words, {
    cwd: call.folder,
    env: { ...standard, HOME: home, TMPDIR: home, ...call.environment, MAYDAY_SCRIPT_RUN: id },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) {
    const [error] = (await once(child, 'error')) as [NodeJS.ErrnoException];
    return { how: 'not started', because: mask(error.code ?? error.message), tail: [] };
  }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => tail.add(chunk));
  const tree = { group: pid, mark: `MAYDAY_SCRIPT_RUN=${id}` };
  const closed = once(child, 'close').then(() => undefined);
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const ends = new AbortController();
  const cut = Promise.race([
    delay(call.timeout, 'time-out' as const, { signal: ends.signal }),
    aborted(stopped, ends.signal),
  ]);
  cut.catch(() => undefined);
  const first = await Promise.race([exited.then(() => 'exit' as const), cut]);
  ends.abort();
  await endTree(tree);
  // Somebody out of reach may hold the streams open for ever.
  await Promise.race([closed, delay(1_000)]);
  child.stdout.destroy();
  child.stderr.destroy();
  const lines = tail.lines(mask);
  if (first === 'time-out') return { how: first, limit: call.timeout, tail: lines };
  if (first === 'stopped') return { how: first, tail: lines };
  const [code, signal] = await exited;
  return signal === null
    ? { how: 'exit', code: code ?? 1, tail: lines }
    : { how: 'signal', signal, tail: lines };
}

/** Once the signal is given; never, once `until` is. */
function aborted(signal: AbortSignal, until: AbortSignal): Promise<'stopped'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('stopped');
    signal.addEventListener('abort', () => resolve('stopped'), { once: true, signal: until });
  });
}
