import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { until } from '../../servers/process.ts';
import { type Demo, skip, skipOutage, withDemo } from './demo-process.ts';

/** Its database runs, and most of the rest does not. */
const halfStarted = (demo: Demo) => begins(demo, / \S*postgres -D /);

/** Its API server runs, and most of the rest does not. */
const clusterHalfStarted = (demo: Demo) => begins(demo, / \S*kube-apiserver /);

async function begins(demo: Demo, command: RegExp): Promise<void> {
  const started = async () => demo.descendants.running().some((line) => command.test(line));
  await until(started, { deadlineMs: 60_000 });
  assert.doesNotMatch(demo.output, /Everything is up/);
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

describe('the demo, interrupted', { skip }, () => {
  leavesNothing('during the start', ['--yes'], halfStarted);
  leavesNothing('while it asks', [], (demo) => demo.prints('Approve it as alice?'));
  leavesNothing('in the stability window', ['--yes'], (demo) => demo.prints('Watching for stability'));
});

describe('the demo of an outage, interrupted', { skip: skipOutage }, () => {
  const scenario = ['--scenario', 'outage'];

  leavesNothing('during the start', [...scenario, '--yes'], clusterHalfStarted);
  leavesNothing('while it asks', scenario, (demo) => demo.prints('Approve it as alice?'));
});
