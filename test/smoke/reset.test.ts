import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { approveSignal } from '../../workflows/contract/messages.ts';
import { Live } from '../harness/live.ts';
import type { LiveIncident } from '../harness/live-incident.ts';
import { stackUnavailable } from '../harness/servers.ts';

describe('a run is reset to its first task', { skip: await stackUnavailable() }, () => {
  let live: Live;
  before(async () => {
    live = await Live.start();
  });
  after(() => live?.end());

  /** Plan 1 was asked for a second time, and the approval from before the reset has been heard and not counted. */
  async function assertAskedAnew(incident: LiveIncident, ended: number[]) {
    await incident.says(/^Plan 1 waits for approval/, { times: 2 });
    await delay(2_000);
    const { keyId, pending } = await incident.view();
    assert.equal(keyId, incident.keyId);
    assert.equal(pending?.id, 1);
    assert.deepEqual(await live.terminated(), ended, 'nothing ends by an approval from before the reset');
    assert.deepEqual(await incident.facts('approved'), []);
    const refused = await incident.facts('message refused');
    assert.deepEqual(
      refused.map(({ verb, because }) => `${verb}: ${because}`),
      ['approve: plan 1 does not wait for a decision'],
    );
  }

  test('while a plan waits: the very same plan is asked anew, and takes a new approval', async () => {
    await live.breakShop();
    const incident = await live.alert('reset while waiting');
    await incident.says(/^Plan 1 waits for approval/);
    const approval = await incident.signedApproval();

    await live.worker.kill();
    await incident.handle.signal(approveSignal, approval);
    await incident.resetToFirstTask();
    await live.workerComes();
    await assertAskedAnew(incident, []);
    assert.equal((await incident.view()).pending?.hash, approval.hash);

    await incident.approve();
    await incident.resolves();
    const { timeline } = await incident.record();
    assert.equal(timeline.filter(({ fact }) => fact.kind === 'applied').length, 1);
    assert.equal(await live.shopStatus(), 200);
    await incident.assertToldOnce();
    await incident.replays();
  });

  test('after its effect: nothing is done again, and sessions that come later end by a new approval only', async () => {
    const before = (await live.terminated()).length;
    await live.breakShop();
    const incident = await live.alert('reset while watching');
    await incident.says(/^Plan 1 waits for approval/);
    await incident.approve();
    await incident.says(/^Watching for stability/);
    const ended = await live.terminated();

    await incident.resetToFirstTask();
    await incident.says(/^Watching for stability/, { times: 2 });
    // It must not end while the shop is being broken, however long that takes here.
    const taken = await live.mayday('take-over', incident.name);
    assert.equal(taken.code, 0, taken.err);
    await live.breakShop();
    const recheck = await live.mayday('recheck', incident.name);
    assert.equal(recheck.code, 0, recheck.err);
    await assertAskedAnew(incident, ended);

    const { pending } = await incident.view();
    const planned = pending?.targets.map(({ state }) => Number(state.pid)) ?? [];
    await incident.approve();
    await incident.resolves();
    const all = (await live.terminated()).slice(before);
    assert.deepEqual(all.slice(ended.length - before).toSorted(), planned.toSorted());
    assert.equal(new Set(all).size, all.length, 'no session is ended twice');
    assert.equal(await live.shopStatus(), 200);
    await incident.assertToldOnce();
    await incident.replays();
  });
});
