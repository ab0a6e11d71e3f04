import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import {
  type Backend,
  backendsOf,
  type Termination,
  terminateBackend,
} from '../../../activities/postgres/backends.ts';
import { terminateIdle } from './mitigation.ts';
import { accessTo, attempt, noServerOfOurOwn, startWorld, type Visitor, type World } from './world.ts';

const skip = await noServerOfOurOwn();

describe('which sessions may be ended', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld({ slots: 20 });
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  /** One of each kind that is never to be touched. */
  async function untouchables(): Promise<Record<string, Visitor>> {
    const kinds = {
      superuser: await world.visitor({ user: 'chief' }),
      'another database': await world.visitor({ database: 'books' }),
      active: await world.visitor(),
      'idle in transaction': await world.visitor(),
      'another worker of Mayday': await world.visitor({ application: 'mayday' }),
      replication: await world.visitor({ user: 'standby', replication: true }),
    };
    kinds.active.client.query('SELECT pg_sleep(60)').catch(() => {});
    await kinds['idle in transaction'].client.query('BEGIN');
    return kinds;
  }

  test('a plan names idle clients of its database only, oldest first, and the SQL for each', async () => {
    const others = await untouchables();
    const first = await world.visitor();
    const second = await world.visitor({ user: 'other', application: 'worker' });
    await sleep(2_100);
    await world.visitor({ application: 'just went idle' });
    const idle = terminateIdle(world.target());
    // Who has just gone idle has not been so for as long, however busy the machine is.
    const mitigation = { ...idle, sessions: { ...idle.sessions, longerThan: 2_000 } };
    const proposal = await attempt().run(planMitigation(accessTo(world.postgres)), { mitigation });
    assert.deepEqual(
      proposal?.targets.map((target) => target.state.pid),
      [first.pid, second.pid],
    );
    const [target] = proposal?.targets ?? [];
    assert.match(String(target?.state.backendStart), /^2.*T.*\.\d{6}Z$/);
    assert.equal(target?.id, `pid ${first.pid} started ${target?.state.backendStart}`);
    assert.deepEqual(Object.keys(target?.state ?? {}).sort(), [
      'backendStart',
      'pid',
      'state',
      'stateChange',
    ]);
    assert.match(proposal?.blastRadius ?? '', /^2 connections of web \(1\), worker \(1\) are cut/);
    assert.equal(proposal?.undo, null);
    for (const line of proposal?.preview ?? []) await others.superuser?.client.query(line);
    await sleep(200);
    assert.deepEqual([first.gone, second.gone], [true, true], 'what a person would type does the same');
    for (const [kind, visitor] of Object.entries(others)) assert.equal(visitor.gone, false, kind);
  });

  test('nothing idle, no plan', async () => {
    await untouchables();
    await sleep(150);
    const mitigation = terminateIdle(world.target());
    assert.equal(await attempt().run(planMitigation(accessTo(world.postgres)), { mitigation }), null);
  });

  test('a plan takes at most so many, and says how many are left', async () => {
    const visitors = await world.visitors(4);
    await sleep(150);
    const mitigation = terminateIdle(world.target(), 3);
    const proposal = await attempt().run(planMitigation(accessTo(world.postgres)), { mitigation });
    assert.deepEqual(
      proposal?.targets.map((target) => target.state.pid),
      visitors.slice(0, 3).map((visitor) => visitor.pid),
    );
    assert.match(proposal?.observed ?? '', /The 3 longest are in this plan, 1 more is left/);
  });

  test('a role that could not end them does not propose it', async () => {
    await world.visitors(2);
    await sleep(150);
    const mitigation = terminateIdle(world.target('blind'));
    await assert.rejects(attempt().run(planMitigation(accessTo(world.postgres)), { mitigation }), {
      type: 'NotAuthorised',
      nonRetryable: true,
      message: /GRANT pg_monitor, pg_signal_backend/,
    });
  });

  test('the statement itself ends none of the untouchable, nor the next owner of a pid', async () => {
    const others = await untouchables();
    const idle = await world.visitor();
    const all = { ...others, idle };
    await world.postgres.session(world.target(), async (session) => {
      const pids = Object.values(all).map((visitor) => visitor.pid);
      const backends = await backendsOf(session, pids);
      const own = await session.query('SELECT pg_backend_pid() AS pid');
      const ofIdle = backends.find((backend) => backend.pid === idle.pid);
      assert.ok(ofIdle);
      // As if each of them had been idle when the plan was made.
      const idleSince = ({ pid, backendStart, stateChange: since }: Backend): Termination => ({
        database: 'shop',
        pid,
        backendStart,
        state: 'idle',
        since,
      });
      const termination = idleSince(ofIdle);
      for (const [kind, visitor] of Object.entries(others)) {
        const backend = backends.find(({ pid }) => pid === visitor.pid);
        assert.ok(backend, kind);
        assert.equal(await terminateBackend(session, idleSince(backend)), false, kind);
      }
      const ours = (await backendsOf(session, [own.rows[0].pid]))[0];
      assert.ok(ours);
      assert.equal(await terminateBackend(session, idleSince(ours)), false, 'its own session');

      const later = ofIdle.backendStart.replace(/(\d)Z$/, (_, digit) => `${(Number(digit) + 1) % 10}Z`);
      assert.equal(
        await terminateBackend(session, { ...termination, backendStart: later }),
        false,
        'a microsecond',
      );
      assert.equal(await terminateBackend(session, { ...termination, since: later }), false, 'idle anew');
      assert.equal(await terminateBackend(session, { ...termination, database: 'books' }), false);
      await sleep(200);
      for (const [kind, visitor] of Object.entries(all)) assert.equal(visitor.gone, false, kind);

      assert.equal(await terminateBackend(session, termination), true);
    });
    await sleep(200);
    assert.deepEqual([idle.gone, idle.errors], [true, ['57P01']]);
  });
});
