import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until } from '../../servers/process.ts';
import { Descendants } from '../harness/descendants.ts';
import { stackUnavailable } from '../harness/servers.ts';

const main = fileURLToPath(new URL('../../demo/main.ts', import.meta.url));
const noProc = existsSync('/proc/self/stat') ? false : 'processes are found in /proc, which is not here';
const skip = (await stackUnavailable()) || noProc;

/** The demo as a process group of its own, as a terminal starts it, in a folder of its own. */
class Demo {
  readonly descendants = new Descendants();
  readonly folder: string;
  readonly child: ChildProcess;
  readonly ended: Promise<unknown[]>;
  output = '';

  constructor(folder: string, options: string[]) {
    this.folder = folder;
    this.child = spawn(process.execPath, [main, ...options], {
      cwd: folder,
      detached: true,
      env: { ...process.env, ...this.descendants.mark },
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
  async isGone(within: number): Promise<void> {
    const { descendants } = this;
    await until(async () => descendants.running().length === 0, { deadlineMs: within }).catch(() =>
      assert.deepEqual(descendants.running(), [], `runs after ${within} ms`),
    );
    assert.ok(descendants.count >= 5, 'its processes were seen');
  }
}

async function withDemo(options: string[], use: (demo: Demo) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-demo-'));
  const demo = new Demo(folder, options);
  try {
    await use(demo);
  } finally {
    demo.descendants.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Its database runs, and most of the rest does not. */
async function halfStarted(demo: Demo): Promise<void> {
  const started = async () => demo.descendants.running().some((line) => / \S*postgres -D /.test(line));
  await until(started, { deadlineMs: 30_000 });
  assert.doesNotMatch(demo.output, /Everything is up/);
}

describe('the demo', { skip }, () => {
  test('with --yes it ends 0 with a resolved incident and its post-mortem, and leaves no process', () =>
    withDemo(['--yes'], async (demo) => {
      const [code] = await demo.ended;
      assert.equal(code, 0, demo.output);
      assert.match(demo.output, /^Resolved as fixed by Mayday: it stayed well$/m);
      assert.match(demo.output, /\/health → 200$/m);
      const files = await readdir(demo.folder, { recursive: true });
      assert.equal(files.filter((file) => file.endsWith('post-mortem.md')).length, 1);
      await demo.isGone(10_000);
    }));

  for (const [moment, options, reached] of [
    ['during the start', ['--yes'], halfStarted],
    ['while it asks', [], (demo: Demo) => demo.prints('Approve it as alice?')],
    ['in the stability window', ['--yes'], (demo: Demo) => demo.prints('Watching for stability')],
  ] as const) {
    test(`Ctrl-C ${moment} ends it within 15 s and leaves no process`, (t) =>
      withDemo([...options], async (demo) => {
        await reached(demo);
        const pressed = Date.now();
        process.kill(-demo.pid, 'SIGINT');
        await demo.isGone(15_000);
        t.diagnostic(`all gone ${Date.now() - pressed} ms after Ctrl-C`);
        const [code] = await demo.ended;
        assert.equal(code, 130, demo.output);
      }));
  }
});
