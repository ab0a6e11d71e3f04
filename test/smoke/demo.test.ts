import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { type Demo, noProc, skip, skipOutage, withDemo } from './demo-process.ts';

async function endsResolved(demo: Demo): Promise<void> {
  const [code] = await demo.ended;
  assert.equal(code, 0, demo.output);
  assert.match(demo.output, /^Resolved as fixed by Mayday: it stayed well$/m);
  assert.match(demo.output, /\/health → 200$/m);
  const files = await readdir(demo.folder, { recursive: true });
  assert.equal(files.filter((file) => file.endsWith('post-mortem.md')).length, 1);
  await demo.isGone(10_000);
}

describe('the demo', { skip }, () => {
  test('with --yes it ends 0 with a resolved incident and its post-mortem, and leaves no process', () =>
    withDemo(['--yes'], endsResolved));
});

describe('the demo of an outage', { skip: skipOutage }, () => {
  test('with --yes the bad release is found, taken back, and the shop is well', () =>
    withDemo(['--scenario', 'outage', '--yes'], async (demo) => {
      await endsResolved(demo);
      assert.match(demo.output, /\[SICK\] A deploy of web .*revision 3, shop\/web:crash-loop/);
      assert.match(demo.output, /^ +kubectl rollout undo deployment\/web --to-revision=2 -n shop$/m);
      assert.match(demo.output, /Plan 1 is rolled out: web: 2 pods, all up to date and ready/);
    }));
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
