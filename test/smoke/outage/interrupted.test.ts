import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { resolveSignal } from '../../../workflows/contract/messages.ts';
import { controlPlane, notOurOwn, unavailable } from '../../harness/servers.ts';
import { ApiProxy } from './api-proxy.ts';
import { LiveOutage, placeOf } from './live-outage.ts';
import { outageSystems } from './outage-systems.ts';

const skip = (await notOurOwn('temporal')) || (await unavailable(...controlPlane));

describe('a roll-back that is interrupted', { skip }, () => {
  const proxy = new ApiProxy();
  const systems = outageSystems.filter(({ broken }) => broken.length === 1).slice(0, 2);
  let live: LiveOutage;
  before(async () => {
    live = await LiveOutage.start(systems, { apiProxy: (kubeconfig) => proxy.before(kubeconfig) });
    live.owns(() => proxy.close());
  });
  after(() => live?.end());

  /** The next system that nothing was done to, broken, with its incident's first plan. */
  async function broken(release: { good?: string; spec?: object } = {}) {
    const next = systems.shift();
    const [workload] = live.broken(next?.system ?? '');
    assert.ok(next && workload);
    const { system } = next;
    const place = placeOf(workload);
    await live.stack.kubernetes.ask('PATCH', place, { spec: release.spec ?? {} });
    await live.breakSystem(system, release);
    const incident = await live.alert(system);
    await incident.says(/^Plan 1 waits for approval/, { within: 60_000 });
    return { system, workload, incident, place };
  }

  test('the API server goes silent and comes back: what was sent to it is done once', async () => {
    const { system, workload, incident, place } = await broken();
    const { pid } = live.stack.kubernetes.processes['kube-apiserver'];
    const reached = proxy.holdWrite('after the call', place);
    await incident.approve();
    await reached;
    process.kill(pid, 'SIGSTOP');
    try {
      proxy.forget();
      await delay(7_000);
      assert.equal((await incident.facts('applied')).length, 0, 'nobody can say yet whether it was done');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await incident.says(/^Applied plan 1: 1 done/, { within: 60_000 });
    assert.ok(((await incident.attemptsOf('applyPlan')) ?? 0) > 1, 'it was tried again');
    await incident.resolves(90_000);
    const { timeline } = await incident.record();
    const applied = timeline.flatMap(({ fact }) => (fact.kind === 'applied' ? fact.effects : []));
    assert.deepEqual(
      applied.map(({ outcome }) => outcome),
      ['done'],
    );
    await incident.assertToldOnce();
    await incident.replays();
    await live.answers(system, 200);
    assert.equal((await live.kept(workload)).at(-1)?.revision, '4');
  });

  test('the version before does not get ready either: it did not help, and its undo is offered', async () => {
    const { workload, incident } = await broken({
      good: 'not-ready',
      spec: { progressDeadlineSeconds: 20 },
    });
    await incident.approve();
    await incident.says(/^Applied plan 1: 1 done/);
    await incident.says(/^Plan 2 waits for approval/, { within: 60_000 });
    const [, plan] = await incident.facts('planned');
    assert.equal(plan?.plan.undoes, 1);
    assert.deepEqual(plan?.plan.preview, [
      `kubectl rollout undo deployment/${workload.name} --to-revision=3 -n ${workload.namespace}`,
    ]);
    const [not] = await incident.facts('not rolled out');
    assert.ok(not?.says.includes(workload.name), not?.says);
    await incident.send(resolveSignal, { as: 'fixed' });
    await incident.resolves();
    await incident.replays();
  });
});
