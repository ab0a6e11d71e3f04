import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startTemporal } from '../../servers/temporal.ts';
import { Live } from '../harness/live.ts';
import { isRunning } from '../harness/processes.ts';
import { stackUnavailable } from '../harness/servers.ts';

describe('Temporal is killed and comes back', { skip: await stackUnavailable() }, () => {
  const dbFilename = 'temporal.db';
  // Longer than one try of the worker's and the gateway's clients.
  const outage = 8_000;
  let live: Live;
  before(async () => {
    live = await Live.start({ dbFilename });
  });
  after(() => live?.end());

  async function temporalComes() {
    const { address } = live.stack.temporal;
    const server = await startTemporal({
      headless: true,
      tuned: true,
      dbFilename: live.place(dbFilename),
      port: Number(new URL(`tcp://${address}`).port),
    });
    live.owns(() => server.stop());
  }

  test('an alert is refused meanwhile and arrives when it is sent again; the worker goes on by itself', async (t) => {
    await live.breakShop();
    const waiting = await live.alert('open before');
    await waiting.says(/^Plan 1 waits for approval/);

    await live.stack.temporal.kill();
    const refused = await live.post('sent meanwhile');
    assert.equal(refused.status, 503);
    assert.ok(refused.headers.get('retry-after'));
    assert.match(await refused.text(), /not on record, send it again/);

    await delay(outage);
    await temporalComes();
    const back = Date.now();
    const later = await live.sent('sent meanwhile');
    const recorded = Date.now();
    await later.says(/^Paged on-call/);
    const paged = Date.now();
    t.diagnostic(
      `back for ${recorded - back} ms: the alert is on record; ${paged - back} ms: the worker has paged`,
    );
    assert.ok(paged - back < 30_000);

    await later.says(/^Plan 1 waits for approval/);
    const ended = await live.mayday('resolve', later.name, '--as-duplicate-of', waiting.name);
    assert.equal(ended.code, 0, ended.err);
    await later.resolves();
    await waiting.approve();
    await waiting.resolves();
    assert.equal(await live.shopStatus(), 200);
    assert.ok(await isRunning(live.worker.pid), 'the worker is the one of the start');
    for (const incident of [waiting, later]) {
      await incident.assertToldOnce();
      await incident.replays();
    }
  });
});
