import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Live } from '../harness/live.ts';
import { stackUnavailable } from '../harness/servers.ts';

describe('the worker is killed hard', { skip: await stackUnavailable() }, () => {
  let live: Live;
  before(async () => {
    live = await Live.start();
  });
  after(() => live?.end());

  test('while a plan waits: an approval sent with no worker alive counts as soon as one comes', async (t) => {
    await live.breakShop();
    const incident = await live.alert('killed while waiting');
    await incident.says(/^Plan 1 waits for approval/);
    const { pending } = await incident.view();

    await live.worker.kill();
    const approval = await live.mayday('approve', incident.name, '--plan', '1', '--hash', `${pending?.hash}`);
    assert.equal(approval.code, 0, approval.err);
    assert.match(approval.out, /recorded; nobody answers yet/);
    assert.deepEqual(await live.terminated(), []);

    const came = Date.now();
    await live.workerComes();
    const ready = Date.now();
    await incident.says(/^Applied plan 1: \d+ done$/);
    const applied = Date.now();
    t.diagnostic(
      `applied ${applied - came} ms after the new worker's start, ${applied - ready} ms after it was ready`,
    );
    assert.ok(applied - ready < 15_000);

    await incident.resolves();
    assert.equal(await live.shopStatus(), 200);
    const { timeline } = await incident.record();
    assert.equal(timeline.filter(({ fact }) => fact.kind === 'applied').length, 1);
    await incident.assertToldOnce();
    await incident.replays();
  });

  test('in the stability window: it goes on to the end, and nobody is paged again', async (t) => {
    await live.breakShop();
    const incident = await live.alert('killed while watching');
    await incident.says(/^Plan 1 waits for approval/);
    await incident.approve();
    await incident.says(/^Watching for stability/);
    const pages = (await incident.notices()).filter(({ kind }) => kind === 'page');

    await live.worker.kill();
    const killed = Date.now();
    await live.workerComes();
    const ready = Date.now();
    await incident.resolves();
    const resolved = Date.now();
    t.diagnostic(
      `resolved ${resolved - killed} ms after the kill, ${resolved - ready} ms after a worker was ready, window 6 s`,
    );
    assert.ok(resolved - ready < 6_000 + 15_000);

    assert.deepEqual(
      (await incident.notices()).filter(({ kind }) => kind === 'page'),
      pages,
    );
    const { timeline } = await incident.record();
    assert.deepEqual(
      timeline.filter(({ fact }) => fact.kind === 'relapsed'),
      [],
    );
    assert.equal(await live.shopStatus(), 200);
    await incident.assertToldOnce();
    await incident.replays();
  });
});
