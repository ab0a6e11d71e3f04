import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Live } from '../harness/live.ts';
import { stackUnavailable } from '../harness/servers.ts';

describe('a run is reset to its first task', { skip: await stackUnavailable() }, () => {
  let live: Live;
  before(async () => {
    live = await Live.start();
  });
  after(() => live?.end());

  test('while a plan waits: it is asked anew, and the approval of before does not apply it', async () => {
    await live.breakShop();
    const incident = await live.alert('reset while waiting');
    await incident.says(/^Plan 1 waits for approval/);
    const { pending, keyId } = await incident.view();
    assert.equal(keyId, incident.keyId);

    await live.worker.kill();
    const early = await live.mayday('approve', incident.name, '--plan', '1', '--hash', `${pending?.hash}`);
    assert.equal(early.code, 0, early.err);
    await incident.resetToFirstTask();
    await live.workerComes();
    await incident.says(/^Plan 1 waits for approval/, { times: 2 });
    await delay(2_000);
    const view = await incident.view();
    assert.equal(view.keyId, keyId);
    assert.equal(view.pending?.id, 1);
    assert.deepEqual(await live.terminated(), [], 'nothing ends by an approval from before the reset');

    await incident.approve();
    await incident.resolves();
    const { timeline } = await incident.record();
    assert.equal(timeline.filter(({ fact }) => fact.kind === 'applied').length, 1);
    assert.equal(await live.shopStatus(), 200);
    await incident.assertToldOnce();
    await incident.replays();
  });

  test('after its effect: sessions that came since then end by a new approval only', async () => {
    await live.breakShop();
    const incident = await live.alert('reset while watching');
    await incident.says(/^Plan 1 waits for approval/);
    await incident.approve();
    await incident.says(/^Watching for stability/);
    const before = await live.terminated();

    await live.worker.kill();
    const pids = await live.breakShop();
    await incident.resetToFirstTask();
    await live.workerComes();
    await incident.says(/^Plan 1 waits for approval/, { times: 2 });
    await delay(2_000);
    const { keyId, pending } = await incident.view();
    assert.equal(keyId, incident.keyId);
    assert.equal(pending?.targets.length, pids.length);
    assert.deepEqual(await live.terminated(), before, 'nothing ends by an approval from before the reset');
    const refused = await incident.facts('message refused');
    assert.deepEqual(
      refused.map(({ verb, because }) => ({ verb, because })),
      [{ verb: 'approve', because: 'plan 1 does not wait for a decision' }],
    );

    await incident.approve();
    await incident.resolves();
    assert.deepEqual((await live.terminated()).slice(before.length).toSorted(), pids.toSorted());
    assert.equal(await live.shopStatus(), 200);
    await incident.assertToldOnce();
    await incident.replays();
  });
});
