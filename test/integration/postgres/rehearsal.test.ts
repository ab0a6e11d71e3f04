import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { rehearsePlan } from '../../../activities/mitigations/rehearse-plan.ts';
import type { Postgres } from '../../../activities/postgres/sessions.ts';
import type { Bundle, Mitigation } from '../../../workflows/contract/mitigations.ts';
import { order } from './approval.ts';
import { limitConnections, terminateIdle } from './mitigation.ts';
import {
  accessTo,
  asAdmin,
  attempt,
  noServerOfOurOwn,
  startWorld,
  type Visitor,
  type World,
} from './world.ts';

const skip = await noServerOfOurOwn();

describe('a rehearsal', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  async function planOf(mitigation: Mitigation, parameters?: { limit: number }) {
    const proposal = await attempt().run(planMitigation(accessTo(world.postgres)), {
      mitigation,
      parameters,
    });
    assert.ok(proposal);
    return order(mitigation, proposal, {}, parameters).plan;
  }

  function rehearse(mitigation: Mitigation, plan: Awaited<ReturnType<typeof planOf>>) {
    return attempt().run(rehearsePlan(accessTo(world.postgres)), { mitigation, plan });
  }

  async function idleVisitors(count: number): Promise<Visitor[]> {
    const visitors = await world.visitors(count);
    await sleep(150);
    return visitors;
  }

  async function assertUntouched(visitors: Visitor[]) {
    await sleep(200);
    for (const visitor of visitors) {
      assert.deepEqual([visitor.errors, visitor.gone], [[], false]);
      assert.equal((await visitor.client.query('SELECT 1 AS one')).rows[0]?.one, 1);
    }
  }

  function limitOfApp(): Promise<number> {
    return asAdmin(world.server.url, async (admin) => {
      const { rows } = await admin.query(`SELECT rolconnlimit FROM pg_roles WHERE rolname = 'app'`);
      return rows[0]?.rolconnlimit;
    });
  }

  test('of a termination names the very sessions that would be told to end, and every one of them lives', async () => {
    const visitors = await idleVisitors(3);
    const mitigation = terminateIdle(world.target());
    const rehearsed = await rehearse(mitigation, await planOf(mitigation));
    assert.ok(rehearsed.outcome === 'would apply');
    assert.deepEqual(
      rehearsed.says.map((line) => /^pid (\d+) .*: would be told to end$/.exec(line)?.[1]),
      visitors.map(({ pid }) => String(pid)),
    );
    await assertUntouched(visitors);
  });

  test('of a termination refuses what the termination would refuse, with the same difference', async () => {
    const [first, second] = await idleVisitors(2);
    const mitigation = terminateIdle(world.target());
    const plan = await planOf(mitigation);
    await first?.client.query('SELECT');
    const rehearsed = await rehearse(mitigation, plan);
    assert.ok(rehearsed.outcome === 'would refuse');
    assert.match(
      rehearsed.difference.join('\n'),
      /^pid \d+ .* did something in between and is idle again since/,
    );
    await assertUntouched([first, second] as Visitor[]);
  });

  test('of a termination says of a session that has ended that it has', async () => {
    const [first, second] = await idleVisitors(2);
    const mitigation = terminateIdle(world.target());
    const plan = await planOf(mitigation);
    await first?.client.end();
    await sleep(100);
    const rehearsed = await rehearse(mitigation, plan);
    assert.ok(rehearsed.outcome === 'would apply');
    assert.equal(rehearsed.says.filter((line) => line.endsWith(': it has ended by itself')).length, 1);
    await assertUntouched([second] as Visitor[]);
  });

  test('of a limit sets it in a transaction that is rolled back: the server would take it, and has the old one', async () => {
    const mitigation = limitConnections(world.target());
    const plan = await planOf(mitigation, { limit: 5 });
    const rehearsed = await rehearse(mitigation, plan);
    assert.deepEqual(rehearsed, {
      outcome: 'would apply',
      says: ['role app: set to at most 5 connections, then rolled back to any number of connections'],
    });
    assert.equal(await limitOfApp(), -1);
    assert.equal(await sessionsInTransaction(), 0);
  });

  test('of a limit that somebody has changed since refuses as the change would', async () => {
    const mitigation = limitConnections(world.target());
    const plan = await planOf(mitigation, { limit: 5 });
    await asAdmin(world.server.url, (admin) => admin.query('ALTER ROLE app CONNECTION LIMIT 3'));
    const rehearsed = await rehearse(mitigation, plan);
    await asAdmin(world.server.url, (admin) => admin.query('ALTER ROLE app CONNECTION LIMIT -1'));
    assert.ok(rehearsed.outcome === 'would refuse');
    assert.match(rehearsed.difference.join('\n'), /is now allowed at most 3 connections/);
  });

  test('of a bundle rehearses part after part, and refuses whole what one part would refuse', async () => {
    const part = (role: string) => ({
      ...limitConnections(world.target(), role),
      name: `limit-${role}`,
      title: `Limit ${role}`,
    });
    const bundle: Bundle = {
      ...part('app'),
      name: 'limitBoth',
      title: 'Limit both',
      action: 'bundle',
      of: [part('app'), part('other')],
    };
    const plan = await planOf(bundle, { limit: 5 });
    const rehearsed = await rehearse(bundle, plan);
    assert.deepEqual(rehearsed, {
      outcome: 'would apply',
      says: ['app', 'other'].map(
        (role) =>
          `Limit ${role}: role ${role}: set to at most 5 connections, then rolled back to any number of connections`,
      ),
    });
    assert.equal(await limitOfApp(), -1);
    await asAdmin(world.server.url, (admin) => admin.query('ALTER ROLE other CONNECTION LIMIT 3'));
    const refused = await rehearse(bundle, plan);
    await asAdmin(world.server.url, (admin) => admin.query('ALTER ROLE other CONNECTION LIMIT -1'));
    assert.ok(refused.outcome === 'would refuse');
    assert.match(refused.difference.join(), /^Limit other: the role other was allowed any number/);
  });

  test('that breaks after the change leaves nothing of it', async () => {
    const mitigation = limitConnections(world.target());
    const plan = await planOf(mitigation, { limit: 5 });
    const breaking: Postgres = {
      ...world.postgres,
      session: (target, work) =>
        world.postgres.session(target, (session, place) => {
          let altered = false;
          const query = async (...args: Parameters<typeof session.query>) => {
            if (altered && !String(args[0]).startsWith('ROLLBACK')) throw new Error('the wire is cut');
            const result = await session.query(...args);
            altered ||= String(args[0]).startsWith('ALTER ROLE');
            return result;
          };
          return work({ query } as unknown as typeof session, place);
        }),
    };
    await assert.rejects(attempt().run(rehearsePlan(accessTo(breaking)), { mitigation, plan }));
    assert.equal(await limitOfApp(), -1);
    assert.equal(await sessionsInTransaction(), 0);
  });

  test('of a plan that its hash does not stand for is refused', async () => {
    const mitigation = limitConnections(world.target());
    const plan = await planOf(mitigation, { limit: 5 });
    const rehearsed = await rehearse(mitigation, { ...plan, parameters: { limit: 7 } });
    assert.deepEqual(rehearsed, {
      outcome: 'would refuse',
      because: 'The plan is not the one its hash stands for.',
      difference: [],
    });
  });

  function sessionsInTransaction(): Promise<number> {
    return asAdmin(world.server.url, async (admin) => {
      const { rows } = await admin.query(
        `SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = 'mayday' AND state LIKE 'idle in transaction%'`,
      );
      return rows[0]?.count;
    });
  }
});
