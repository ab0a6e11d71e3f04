import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type EndSignal, endWithUs, hasEnded, signalGroup } from './guard.ts';

export interface ProcessOptions {
  /** What people call it, for error messages. */
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to this process's environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** The signal that asks it to end; SIGTERM by default. */
  readonly endSignal?: EndSignal;
  /** Time between that signal and SIGKILL, in ms; 5 s by default. */
  readonly graceMs?: number;
  /** Rejects or returns false as long as it is not usable; without it, started means usable. */
  ready?(): Promise<unknown>;
  /** How long it may take to become usable, in ms; 60 s by default. */
  readonly deadlineMs?: number;
  /** Sees all that it prints, as it comes. */
  onOutput?(text: string): void;
}

export interface Running {
  readonly pid: number;
  /** Resolves when it has ended, with its exit code or signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** The last 64 KB that it printed. */
  log(): string;
  /** Asks it to end, kills it after the grace, and resolves when it is gone; may be called again. */
  stop(): Promise<void>;
  /** SIGKILL at once; resolves when it is gone. */
  kill(): Promise<void>;
}

/** A server that ended or did not become usable in time; the message ends with its last output. */
export class StartFailed extends Error {
  override readonly name = 'StartFailed';
}

/**
 * Starts a program in its own process group, so that Ctrl-C reaches only its owner, and waits until it is ready.
 * It ends with this process, however this one ends.
 * @throws StartFailed with the tail of its output
 */
export async function startProcess(options: ProcessOptions): Promise<Running> {
  const { title, graceMs = 5_000, deadlineMs = 60_000, endSignal = 'SIGTERM' } = options;
  const child = spawn(options.command, options.args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    cwd: options.cwd,
    uid: options.uid,
    gid: options.gid,
  });
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      tail = (tail + text).slice(-65_536);
      options.onOutput?.(text);
    });
    // A forgotten server must not keep its owner's event loop alive.
    (stream as unknown as { unref?(): void }).unref?.();
  }
  child.unref();

  let end: number | NodeJS.Signals | undefined;
  let spawnError: Error | undefined;
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('error', (error) => {
      spawnError = error;
      if (child.pid !== undefined) return;
      end = 127;
      resolve(end);
    });
    child.once('exit', (code, signal) => {
      if (child.pid !== undefined) hasEnded(child.pid);
      end = code ?? signal ?? 1;
      // The last output may still be on its way, but a grandchild may hold the pipe for long.
      const enough = setTimeout(resolve, 300, end);
      child.once('close', () => {
        clearTimeout(enough);
        resolve(end ?? 1);
      });
    });
  });
  const pid = child.pid;
  if (pid === undefined) {
    await ended;
    throw new StartFailed(`${title} could not be started: ${spawnError?.message}`);
  }
  endWithUs(pid, endSignal);

  async function endBy(signal: NodeJS.Signals): Promise<void> {
    if (end !== undefined || pid === undefined) return;
    child.ref();
    signalGroup(pid, signal);
    if (signal !== 'SIGKILL') {
      const grace = setTimeout(() => end === undefined && signalGroup(pid, 'SIGKILL'), graceMs);
      void ended.then(() => clearTimeout(grace));
    }
    await ended;
  }
  const running: Running = {
    pid,
    ended,
    log: () => tail,
    stop: () => endBy(endSignal),
    kill: () => endBy('SIGKILL'),
  };
  if (!options.ready) return running;

  try {
    await until(options.ready, {
      deadlineMs,
      giveUp: () => (end === undefined ? undefined : `it ended with ${end}`),
    });
    return running;
  } catch (error) {
    await running.kill();
    const words = tail.trim() === '' ? 'It printed nothing.' : `Its last output:\n${lastLines(tail, 20)}`;
    throw new StartFailed(`${title} did not become usable: ${(error as Error).message}. ${words}`);
  }
}

export interface UntilOptions {
  /** How long to try, in ms. */
  readonly deadlineMs: number;
  /** Pause between two tries, in ms; 50 by default. */
  readonly everyMs?: number;
  /** A reason to stop trying before the deadline. */
  giveUp?(): string | undefined;
}

/** Asks again and again until the answer is neither an error nor false; throws the last reason at the deadline. */
export async function until(question: () => Promise<unknown>, options: UntilOptions): Promise<void> {
  const deadline = Date.now() + options.deadlineMs;
  let reason = 'not yet';
  for (;;) {
    try {
      if ((await question()) !== false) return;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    const stop = options.giveUp?.();
    if (stop) throw new Error(stop);
    if (Date.now() > deadline) throw new Error(`not within ${options.deadlineMs / 1000} s (${reason})`);
    await delay(options.everyMs ?? 50);
  }
}

const given = new Set<number>();

/** A TCP port on 127.0.0.1 that is free now and was not given out by this process before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await new Promise<number>((resolve, reject) => {
      const server = createServer();
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
    });
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}

/** Starts again, at most three times in all, where another process was quicker to take the port. */
export async function withFreePorts<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      const taken =
        error instanceof StartFailed && /address already in use|port .* in use/i.test(error.message);
      if (!taken || attempt === 3) throw error;
    }
  }
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly uid?: number;
  readonly gid?: number;
  /** Killed after this, in ms. */
  readonly timeoutMs: number;
}

/** Runs a program to its end and gives what it printed; throws with the last lines if it fails or takes too long. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { timeoutMs, ...rest } = options;
  let output = '';
  const running = await startProcess({
    title: command,
    command,
    args,
    ...rest,
    onOutput: (text) => {
      output += text;
    },
  });
  const timer = new AbortController();
  const timedOut = delay(timeoutMs, 'timed out' as const, { signal: timer.signal }).catch(
    () => 'timed out' as const,
  );
  const end = await Promise.race([running.ended, timedOut]);
  timer.abort();
  if (end === 0) return output;
  await running.kill();
  const why = end === 'timed out' ? `took more than ${timeoutMs / 1000} s` : `ended with ${end}`;
  throw new Error(`${command} ${args[0] ?? ''} ${why}: ${lastLines(output, 8)}`);
}

function lastLines(text: string, count: number): string {
  return text.trim().split('\n').slice(-count).join('\n');
}
