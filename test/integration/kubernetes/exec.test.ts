import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { deployment, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

// The nodes run the programs of this machine, and never tell an exit code.
describe('programs in pods', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
    await world.apply(deployment('backend', { replicas: 2 }));
    await world.eventually(world.ask().pods, ({ says }) => says.startsWith('2 pods'));
  });
  after(() => world.stop());

  const ask = () => world.ask(world.scope({ workloads: [workload('backend')] }));

  test('what a program prints is shown, at most 20 lines of it, without secrets', async () => {
    const found = await ask().exec(['seq', '1', '100']);
    assert.equal(found.verdict, 'well', found.says);
    assert.match(found.says, /^"seq 1 100" in backend-\S+ printed 100 lines\.$/);
    const lines = found.evidence?.map(({ line }) => line);
    assert.deepEqual(lines?.slice(0, 2).concat(lines.slice(12, 15), lines.slice(-1)), [
      '1',
      '2',
      '13',
      '… 81 lines …',
      '95',
      '100',
    ]);
    assert.equal(lines?.length, 20);
    const masked = await ask().exec(['echo', 'run --password canary-1 --token=canary-2']);
    assert.deepEqual(masked.evidence, [{ line: 'run --password *** --token=***' }]);
  });

  test('no shell reads the arguments', async () => {
    const found = await ask().exec(['echo', '$HOME; $(id) | cat > x']);
    assert.deepEqual(found.evidence, [{ line: '$HOME; $(id) | cat > x' }]);
  });

  test('full disks are told by mount', async () => {
    const { verdict, says } = await ask().exec(['df', '-h'], { diskSickAbove: 100 });
    assert.equal(verdict, 'well', says);
    assert.match(
      says,
      /^In backend-\S+ no file system is more than 100 % full; the fullest is \/\S* \(\d+ %\)\.$/,
    );
    const full = await ask().exec(['df', '-h'], { diskSickAbove: 0 });
    assert.equal(full.verdict, 'sick');
    assert.match(full.says, /file systems? more than 0 % full: \/\S* \(\d+ %\)/);
  });

  test('without an exit code nobody says that it is well', async () => {
    const found = await ask().exec(['false']);
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /^How "false" ended in backend-\S+ is not known: .*exit status 1/);
    const missing = await ask().exec(['no-such-program']);
    assert.equal(missing.verdict, 'unknown');
    assert.match(missing.says, /no-such-program.*executable file not found/);
  });

  test('one that does not end is left after 8 s', async () => {
    const begun = Date.now();
    const found = await ask().exec(['sleep', '12']);
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /it had not ended after 8 s\.$/);
    assert.ok(Date.now() - begun < 10_000);
  });

  test('it runs in a ready pod, the one in trouble of late', async () => {
    const labels = { app: 'backend' };
    const pod = (name: string, tag: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'shop', labels },
      spec: { containers: [{ name: 'app', image: `shop/backend:${tag}` }] },
    });
    await world.apply(pod('restarted', 'out-of-memory'), pod('never-ready', 'not-ready'));
    const found = await world.eventually(
      () => ask().exec(['true']),
      ({ says }) => says.includes('restarted'),
    );
    assert.match(found.says, /^"true" in restarted printed 0 lines\.$/);
  });

  test('a workload without a running pod, and one outside the catalogue, are unknown', async () => {
    await world.apply(deployment('idle', { replicas: 0 }));
    const idle = await world
      .ask(world.scope({ workloads: [workload('idle')] }))
      .exec(['df'], { workload: 'idle' });
    assert.deepEqual([idle.verdict, idle.says], ['unknown', 'idle has no pod in which df could run.']);
    const outside = await ask().exec(['df'], { workload: 'database' });
    assert.equal(outside.says, 'The catalogue has no workload "database".');
  });
});
