import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { RestartWorkload, ScaleWorkload } from '../../../workflows/contract/kubernetes-changes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { Changes, terms } from './changes.ts';
import { deployment, statefulSet, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

describe('what Mayday itself runs in', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  const worker: ScaleWorkload = {
    ...terms,
    name: 'scaleWorker',
    action: 'kubernetes.scale',
    target: workload('worker'),
    replicas: 3,
    down: false,
  };
  const restart = (target: RestartWorkload['target']): RestartWorkload => ({
    ...terms,
    name: 'restart',
    action: 'kubernetes.restart',
    target,
    within: [],
  });
  const ofPod = [{ namespace: 'shop', pod: 'worker-7d9f8c6b5-x2k4q' }];
  const says =
    /^Mayday itself runs in worker in the namespace shop, .* and never changes it: do it by hand\.$/;

  test('is neither planned nor changed, and left out of a restart of its namespace', async () => {
    await world.apply(deployment('worker'), deployment('backend'));
    const changes = new Changes(world, undefined, ofPod);
    assert.match(await changes.refusal(worker), says);
    assert.match(await changes.refusal(restart(workload('worker'))), says);
    const given = changes.order(worker, await new Changes(world).plan(worker));
    const refused = await changes.apply(given);
    assert.ok(refused.outcome === 'refused');
    assert.match(refused.because, says);
    const whole = await changes.plan(restart({ id: 'production', kind: 'namespace', name: 'shop' }));
    assert.match(whole?.observed ?? '', /^Left out: worker \(Mayday itself\)\./);
    assert.deepEqual(
      whole?.targets.map(({ id }) => id),
      ['deployment backend'],
    );
  });

  test('may be a stateful set, or a whole namespace', async () => {
    await world.apply(statefulSet('store', 'temporal:1'), deployment('backend'));
    const store = { kind: 'statefulSet', name: 'store' } as const;
    const named = new Changes(world, undefined, [{ namespace: 'shop', workload: store }]);
    assert.match(
      await named.refusal(restart(workload('store', 'statefulSet'))),
      /runs in store in the namespace/,
    );
    assert.ok(await named.plan(restart(workload('backend'))));
    const all = new Changes(world, undefined, [{ namespace: 'shop' }]);
    assert.match(
      await all.refusal(restart(workload('backend'))),
      /^Mayday itself runs in the namespace shop,/,
    );
    const production = { id: 'production', kind: 'namespace', name: 'shop' } as const;
    assert.match(
      await all.refusal(restart(production)),
      /no deployment that could be restarted: .*Mayday itself/,
    );
  });
});
