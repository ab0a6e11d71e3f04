import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../client/cli/main.ts', import.meta.url));

export interface Said {
  code: number | null;
  out: string;
  err: string;
}

export interface MaydayProcess {
  /** What it has printed so far. */
  readonly out: string;
  readonly err: string;
  readonly ended: Promise<Said>;
  kill(): void;
}

/** Starts the command line as a process of its own, in UTC and without the settings of whoever runs the tests. */
export function startMayday(words: readonly string[], env: Record<string, string> = {}): MaydayProcess {
  const child = spawn(process.execPath, [main, ...words], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', TZ: 'UTC', TEMPORAL_ADDRESS: '127.0.0.1:1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<Said>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
  return {
    get out() {
      return out;
    },
    get err() {
      return err;
    },
    ended,
    kill: () => child.kill('SIGKILL'),
  };
}

/** Runs the command line to its end. */
export function mayday(words: readonly string[], env: Record<string, string> = {}): Promise<Said> {
  return startMayday(words, env).ended;
}
