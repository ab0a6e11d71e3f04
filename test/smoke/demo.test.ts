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
import { controlPlane, notOurOwn, stackUnavailable, unavailable } from '../harness/servers.ts';

const main = fileURLToPath(new URL('../../demo/main.ts', import.meta.url));
const noProc = existsSync('/proc/self/stat') ? false : 'processes are found in /proc, which is not here';
const skip = (await stackUnavailable()) || noProc;
const skipOutage = (await notOurOwn('temporal')) || (await unavailable(...controlPlane)) || noProc;

/** The demo as a process group of its own, as a terminal starts it, in a folder of its own. */
class Demo {
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

async function withDemo(
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

/** Its database runs, and most of the rest does not. */
const halfStarted = (demo: Demo) => begins(demo, / \S*postgres -D /);

/** Its API server runs, and most of the rest does not. */
const clusterHalfStarted = (demo: Demo) => begins(demo, / \S*kube-apiserver /);

async function begins(demo: Demo, command: RegExp): Promise<void> {
  const started = async () => demo.descendants.running().some((line) => command.test(line));
  await until(started, { deadlineMs: 60_000 });
  assert.doesNotMatch(demo.output, /Everything is up/);
}

async function endsResolved(demo: Demo): Promise<void> {
  const [code] = await demo.ended;
  assert.equal(code, 0, demo.output);
  assert.match(demo.output, /^Resolved as fixed by Mayday: it stayed well$/m);
  assert.match(demo.output, /\/health → 200$/m);
  const files = await readdir(demo.folder, { recursive: true });
  assert.equal(files.filter((file) => file.endsWith('post-mortem.md')).length, 1);
  await demo.isGone(10_000);
}

type Moment = [moment: string, options: string[], reached: (demo: Demo) => Promise<void>];

function leavesNothing(...[moment, options, reached]: Moment): void {
  test(`Ctrl-C ${moment} ends it within 15 s and leaves no process`, (t) =>
    withDemo(options, async (demo) => {
      await reached(demo);
      const pressed = Date.now();
      process.kill(-demo.pid, 'SIGINT');
      await demo.isGone(15_000);
      t.diagnostic(`all gone ${Date.now() - pressed} ms after Ctrl-C`);
      const [code] = await demo.ended;
      assert.equal(code, 130, demo.output);
    }));
}

describe('the demo', { skip }, () => {
  test('with --yes it ends 0 with a resolved incident and its post-mortem, and leaves no process', () =>
    withDemo(['--yes'], endsResolved));

  leavesNothing('during the start', ['--yes'], halfStarted);
  leavesNothing('while it asks', [], (demo) => demo.prints('Approve it as alice?'));
  leavesNothing('in the stability window', ['--yes'], (demo) => demo.prints('Watching for stability'));
});

describe('the demo of an outage', { skip: skipOutage }, () => {
  const scenario = ['--scenario', 'outage'];

  test('with --yes the bad release is found, taken back, and the shop is well', () =>
    withDemo([...scenario, '--yes'], async (demo) => {
      await endsResolved(demo);
      assert.match(demo.output, /\[SICK\] A deploy of web .*revision 3, shop\/web:crash-loop/);
      assert.match(demo.output, /^ +kubectl rollout undo deployment\/web --to-revision=2 -n shop$/m);
      assert.match(demo.output, /Plan 1 is rolled out: web: 2 pods, all up to date and ready/);
    }));

  leavesNothing('during the start', [...scenario, '--yes'], clusterHalfStarted);
  leavesNothing('while it asks', scenario, (demo) => demo.prints('Approve it as alice?'));
});

test(
  'the demo of an outage says plainly where there is no control plane, and what to install',
  { skip: noProc },
  () =>
    withDemo(
      ['--scenario', 'outage', '--yes'],
      async (demo) => {
        const [code] = await demo.ended;
        assert.equal(code, 1, demo.output);
        assert.match(
          demo.output,
          /^etcd \S+ is not to be had: no etcd on the PATH; .*Do one of these: .*install Go/m,
        );
        assert.match(demo.output, /^So this story cannot be told here\. "npm run demo" tells one/m);
        await demo.isGone(10_000, 0);
      },
      {
        PATH: '/nonexistent',
        MAYDAY_CACHE_DIR: '/nonexistent/cache',
        KUBEBUILDER_ASSETS: '',
        MAYDAY_SERVERS_FOUND: '',
      },
    ),
);

test('a scenario that is not told is said, with those there are', async () =>
  withDemo(['--scenario', 'flood'], async (demo) => {
    const [code] = await demo.ended;
    assert.equal(code, 1);
    assert.equal(demo.output, 'There is no scenario "flood", but database and outage.\n');
  }));
