import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import { until } from '../../servers/process.ts';
import { Live } from '../harness/live.ts';
import { stackUnavailable } from '../harness/servers.ts';
import { TcpProxy } from '../harness/tcp-proxy.ts';

describe('the worker is killed inside the termination', { skip: await stackUnavailable() }, () => {
  const proxy = new TcpProxy();
  let live: Live;
  before(async () => {
    live = await Live.start({ databaseProxy: (port) => proxy.before(port) });
    live.owns(() => proxy.close());
  });
  after(() => live?.end());

  /** Kills the worker when so many sessions have ended and PostgreSQL's answer to the last is still on its way. */
  async function killedAfter(t: TestContext, group: string, howMany: (sessions: number) => number) {
    const pids = await live.breakShop();
    const before = await live.terminated();
    const incident = await live.alert(group);
    await incident.says(/^Plan 1 waits for approval/);
    const ended = howMany(pids.length);
    const told = proxy.holdAt('pg_terminate_backend(', ended);
    await incident.approve();
    await told;
    await until(async () => (await live.sessions()).length === pids.length - ended, {
      deadlineMs: 5_000,
      everyMs: 10,
    });
    await live.worker.kill();
    const killed = Date.now();
    assert.deepEqual(
      await incident.notices().then((all) => all.filter(({ text }) => /^Applied/.test(text))),
      [],
    );

    proxy.release();
    await live.workerComes();
    const ready = Date.now();
    await incident.says(new RegExp(`^Applied plan 1: ${pids.length} done$`));
    const applied = Date.now();
    t.diagnostic(
      `applied ${applied - killed} ms after the kill, ${applied - ready} ms after a worker was ready`,
    );
    assert.ok(applied - ready < 15_000);
    assert.equal(
      await incident.attemptsOf('applyPlan'),
      2,
      'the first attempt must have been the one that was killed',
    );

    await incident.resolves();
    const terminated = (await live.terminated()).slice(before.length);
    assert.deepEqual(terminated.toSorted(), pids.toSorted(), 'each session is ended exactly once');
    const { timeline } = await incident.record();
    const applications = timeline.map(({ fact }) => fact).filter((fact) => fact.kind === 'applied');
    assert.equal(applications.length, 1);
    const effects = applications.flatMap((fact) => fact.effects);
    assert.equal(new Set(effects.map(({ key }) => key)).size, pids.length);
    assert.ok(effects.every(({ outcome }) => outcome === 'done'));
    assert.equal(await live.shopStatus(), 200);
    await incident.assertToldOnce();
    await incident.replays();
  }

  test('after the last session has ended: the record says done for all, and none is ended twice', (t) =>
    killedAfter(t, 'killed after the last', (sessions) => sessions));

  test('after half of them: the other half is ended by the next worker, and none is ended twice', (t) =>
    killedAfter(t, 'killed after half', (sessions) => Math.floor(sessions / 2)));
});
