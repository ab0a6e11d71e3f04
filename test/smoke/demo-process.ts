import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../servers/process.ts';
import { Descendants } from '../harness/descendants.ts';
import { controlPlane, notOurOwn, stackUnavailable, unavailable } from '../harness/servers.ts';

const main = fileURLToPath(new URL('../../demo/main.ts', import.meta.url));

/** Why no process can be followed here, if so. */
export const noProc = existsSync('/proc/self/stat')
  ? false
  : 'processes are found in /proc, which is not here';
/** Why the demo cannot be run here, if so. */
export const skip = (await stackUnavailable()) || noProc;
/** Why the demo of an outage cannot. */
export const skipOutage = (await notOurOwn('temporal')) || (await unavailable(...controlPlane)) || noProc;

/** The demo as a process group of its own, as a terminal starts it, in a folder of its own. */
export class Demo {
  readonly descendants = new Descendants();
  readonly folder: string;
  readonly child: ChildProcess;
  readonly ended: Promise<unknown[]>;
  output = '';

  constructor(folder: string, options: string[], env: Record<string, string>) {
    this.folder = folder;
    this.child = spawn(process.execPath, [main, ...options], {
      cwd: folder,
      detached: true,
      env: { ...process.env, ...env, ...this.descendants.mark },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.ended = once(this.child, 'exit');
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.descendants.follow(this.pid);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async prints(text: string): Promise<void> {
    await until(async () => this.output.includes(text), {
      deadlineMs: 60_000,
      giveUp: () =>
        this.child.exitCode === null && this.child.signalCode === null
          ? undefined
          : `it ended, having printed\n${this.output}`,
    });
  }

  /** Fails unless it and all that came of it are gone within so many ms. */
  async isGone(within: number, atLeast = 5): Promise<void> {
    const { descendants } = this;
    await until(async () => descendants.running().length === 0, { deadlineMs: within }).catch(() =>
      assert.deepEqual(descendants.running(), [], `runs after ${within} ms`),
    );
    assert.ok(descendants.count >= atLeast, 'its processes were seen');
  }
}

export async function withDemo(
  options: string[],
  use: (demo: Demo) => Promise<void>,
  env: Record<string, string> = {},
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-demo-'));
  const demo = new Demo(folder, options, env);
  try {
    await use(demo);
  } finally {
    demo.descendants.end();
    await rm(folder, { recursive: true, force: true });
  }
}
