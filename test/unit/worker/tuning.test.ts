import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { readEnvironment } from '../../../settings/read-environment.ts';
import {
  coordinationTuning,
  poolTuning,
  shutdownForce,
  shutdownGrace,
  tuningOf,
} from '../../../worker/tuning.ts';
import { heartbeats, longestHeartbeat } from '../../../workflows/contract/heartbeats.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

function read(env: Record<string, string>) {
  const { values, wrong } = readEnvironment({ MAYDAY_CATALOGUE: `${root}/systems`, ...env }, 'worker');
  return { tuning: tuningOf(values), wrong };
}

test('a stop leaves time for one more heartbeat, and ends before an orchestrator kills', () => {
  assert.ok(shutdownGrace > longestHeartbeat, `${shutdownGrace} > ${longestHeartbeat}`);
  assert.ok(shutdownForce > shutdownGrace);
});

test('the time that compose and Kubernetes give is above it', async () => {
  const compose = await readFile(`${root}/docker-compose.yml`, 'utf8');
  const [, longest] = /# What is under way gets (\d+) s\.\n\s+stop_grace_period/.exec(compose) ?? [];
  assert.equal(Number(longest) * 1_000, shutdownForce);
  let workers = 0;
  for await (const file of glob('deploy/kubernetes/**/*.yaml', { cwd: root })) {
    const text = await readFile(`${root}/${file}`, 'utf8');
    for (const [, said, seconds] of text.matchAll(
      /# What is under way gets (\d+) s\.\n\s+terminationGracePeriodSeconds: (\d+)/g,
    )) {
      workers += 1;
      assert.equal(Number(said) * 1_000, shutdownForce, file);
      assert.ok(Number(seconds) * 1_000 > shutdownForce, file);
    }
  }
  assert.ok(workers > 0, 'the manifests say it');
});

test('no workflow has a fixed heartbeat of its own beside the table', async () => {
  let named = 0;
  for await (const file of glob('workflows/**/*.ts', { cwd: root })) {
    const text = await readFile(`${root}/${file}`, 'utf8');
    for (const [whole, value = ''] of text.matchAll(/heartbeatTimeout: ([^,\n]+)/g)) {
      if (value.startsWith('heartbeats.')) named += 1;
      // Those that depend on the question sleep in between, and end with their first word after the stop.
      else assert.match(value, /patienceOf\(question\)|question\.every/, `${file}: ${whole}`);
    }
  }
  assert.equal(named, Object.keys(heartbeats).length);
});

test('cache, slots and pollers are what the settings say', () => {
  const { tuning } = read({ MAYDAY_CACHED_WORKFLOWS: '90', MAYDAY_POOL_SLOTS: '20,eu-west=2' });
  assert.equal(coordinationTuning(tuning).maxCachedWorkflows, 90);
  assert.equal(poolTuning(tuning, 'main').maxConcurrentActivityTaskExecutions, 20);
  assert.equal(poolTuning(tuning, 'eu-west').maxConcurrentActivityTaskExecutions, 2);
  for (const each of [coordinationTuning(tuning), poolTuning(tuning, 'main')])
    assert.equal(each.activityTaskPollerBehavior?.type, 'autoscaling');
  const usual = read({}).tuning;
  assert.equal(coordinationTuning(usual).maxCachedWorkflows, 500);
  assert.equal(poolTuning(usual, 'main').maxConcurrentActivityTaskExecutions, 50);
});

for (const [name, value] of [
  ['MAYDAY_POOL_SLOTS', '0'],
  ['MAYDAY_POOL_SLOTS', '50,eu west=3'],
  ['MAYDAY_POOL_SLOTS', '1001'],
  ['MAYDAY_CACHED_WORKFLOWS', 'many'],
] as const) {
  test(`${name}=${value} is refused with what to write instead`, () => {
    const { wrong } = read({ [name]: value });
    assert.equal(wrong.length, 1);
    assert.match(wrong[0] ?? '', new RegExp(`^${name} is "${value}"; write a number from `));
  });
}
