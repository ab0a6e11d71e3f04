import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { comparePlan } from '../../../activities/mitigations/compare-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { rehearsePlan } from '../../../activities/mitigations/rehearse-plan.ts';
import { flush } from '../../../activities/redis/flush.ts';
import type { Freeze } from '../../../workflows/contract/freeze.ts';
import { effectKey } from '../../../workflows/contract/keys.ts';
import type { Applied, Proposal } from '../../../workflows/contract/plans.ts';
import type { RedisTarget } from '../../../workflows/contract/redis.ts';
import { unavailable } from '../../harness/servers.ts';
import {
  type ApplyOrder,
  approval,
  type deps,
  keys,
  order,
  signed,
  twoApprovers,
} from '../postgres/approval.ts';
import { attempt } from '../postgres/world.ts';
import { clearCache, fill, overfill, startWorld, type World } from './world.ts';

const skip = await unavailable('valkey');

describe('emptying a cache', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  beforeEach(() => world.chief.flushall());
  after(() => world.stop());

  const plan = (target: RedisTarget = world.target()): Promise<Proposal | null> =>
    attempt().run(planMitigation(world.access), { mitigation: clearCache(target) });

  /** An order that two people have approved. */
  async function approved(target: RedisTarget = world.target()): Promise<ApplyOrder> {
    const proposal = await plan(target);
    assert.ok(proposal);
    const given = order(clearCache(target), proposal, { reason: 'writes are refused' });
    const [first] = given.approvals;
    assert.ok(first);
    const second = signed({ ...first.decision, actor: 'mallory', signature: undefined }, keys.mallory);
    return { ...given, approvals: [first, approval(second)] };
  }

  const apply = (given: ApplyOrder, number = 1, details?: unknown, change: Partial<typeof deps> = {}) => {
    const one = attempt({ number, details });
    const applying = one.run(applyPlan({ ...twoApprovers, ...change }, world.access), given);
    return applying.then((applied) => ({ applied, beats: one.heartbeats }));
  };

  const says = (applied: Applied) => applied.effects.map((effect) => `${effect.outcome}: ${effect.says}`);
  const on = () => `127.0.0.1:${world.server.port}`;

  test('a plan shows what would go, and that nothing brings it back; it changes nothing', async () => {
    await fill(world.chief, 'session', 40, 600);
    await fill(world.chief, 'cart', 10);
    await world.chief.select(3);
    await world.chief.set('queue', 'x');
    await world.chief.select(0);
    const proposal = await plan();
    const runId = /run_id:(\w+)/.exec(await world.chief.info('server'))?.[1];
    assert.deepEqual(proposal?.targets, [
      {
        id: `database 0 of ${on()}`,
        title: `database 0 of cache (${on()})`,
        state: { database: 0, runId, neverExpire: true },
      },
    ]);
    assert.deepEqual(proposal.preview, [`redis-cli -h 127.0.0.1 -p ${world.server.port} -n 0 FLUSHDB ASYNC`]);
    assert.match(
      proposal.observed,
      /^Database 0 holds 50 keys; 10 keys of them never expire, and come back only if somebody writes them again\. Of 50 looked at: session \(40\), cart \(10\)\. Redis uses .* of memory, without a limit of its own\.$/,
    );
    assert.match(
      proposal.blastRadius,
      /^Every key of database 0, .* Databases 3 of the server are left alone\.$/,
    );
    assert.equal(proposal.undo, null);
    assert.equal(await world.chief.dbsize(), 50);
  });

  test('a plan holds while keys come and go, and not once there are keys that never expire', async () => {
    await fill(world.chief, 'page', 5, 600);
    const given = await approved();
    await fill(world.chief, 'page', 500, 600);
    const differences = () =>
      attempt().run(comparePlan(world.access), { mitigation: given.mitigation, plan: given.plan });
    assert.deepEqual(await differences(), []);
    await fill(world.chief, 'job', 2);
    assert.deepEqual(await differences(), [
      `database 0 of cache (${on()}) held nothing that never expires, and holds 2 keys of that kind now`,
    ]);
    const { applied } = await apply(given);
    assert.equal(applied.outcome, 'refused');
    assert.equal(await world.chief.dbsize(), 502);
  });

  test('approved by two it empties the one database of the URL, once, and leaves every other alone', async () => {
    await fill(world.chief, 'page', 7, 600);
    await world.chief.select(3);
    await fill(world.chief, 'queue', 4);
    const given = await approved();
    const { applied, beats } = await apply(given);
    const [target] = given.plan.targets;
    assert.equal(applied.outcome, 'applied');
    assert.deepEqual(says(applied), [`done: database 0 of cache (${on()}): emptied of 7 keys`]);
    assert.equal(applied.effects[0]?.key, effectKey(given.keyId, given.plan.hash, target?.id ?? ''));
    assert.deepEqual(beats.at(-1), { done: [target?.id] });
    assert.equal(await world.chief.dbsize(), 4, 'the queue of database 3 is there');
    await world.chief.select(0);
    assert.deepEqual(await world.chief.keys('*'), [`mayday:flushed:${applied.effects[0]?.key}`]);
    assert.ok((await world.chief.ttl(`mayday:flushed:${applied.effects[0]?.key}`)) > 80_000);
  });

  test('one approval is not enough', async () => {
    await fill(world.chief, 'page', 7, 600);
    const given = await approved();
    const { applied } = await apply({ ...given, approvals: given.approvals.slice(0, 1) });
    assert.equal(applied.outcome, 'refused');
    assert.equal(await world.chief.dbsize(), 7);
  });

  test('killed after it emptied it, the next attempt finds its mark and leaves what was written since', async () => {
    await fill(world.chief, 'page', 7, 600);
    const given = await approved();
    await apply(given);
    await fill(world.chief, 'page', 3, 600);
    const { applied } = await apply(given, 2);
    assert.deepEqual(says(applied), [
      `done: database 0 of cache (${on()}): emptied of 7 keys by an attempt before this one, whose answer was lost`,
    ]);
    const remembered = await apply(given, 3, { done: [given.plan.targets[0]?.id] });
    assert.deepEqual(says(remembered.applied), [`done: database 0 of cache (${on()}): emptied`]);
    assert.equal(await world.chief.dbsize(), 4);
  });

  test('killed before it emptied it, the next attempt does', async () => {
    await fill(world.chief, 'page', 7, 600);
    const { applied } = await apply(await approved(), 2);
    assert.equal(applied.outcome, 'applied');
    assert.equal(await world.chief.dbsize(), 1);
  });

  test('two attempts at the same time empty it once', async () => {
    await fill(world.chief, 'page', 7, 600);
    const given = await approved();
    const both = await Promise.all([apply(given), apply(given, 2)]);
    for (const { applied } of both) assert.match(says(applied).join(), /emptied of 7 keys/);
    assert.equal(await world.chief.dbsize(), 1);
  });

  test('frozen, it touches nothing; a later attempt says what one before it did', async () => {
    const freeze: Freeze = {
      system: null,
      by: 'carol',
      reason: 'we look first',
      since: '2026-01-05T03:00:00Z',
    };
    const frozen = { freezes: { inForce: async () => freeze } };
    await fill(world.chief, 'page', 7, 600);
    const given = await approved();
    for (const number of [1, 2]) {
      const { applied } = await apply(given, number, undefined, frozen);
      assert.ok(applied.outcome === 'refused');
      assert.match(applied.because, /Thaw first/);
    }
    assert.equal(await world.chief.dbsize(), 7);
    await apply(given);
    const { applied } = await apply(given, 2, undefined, frozen);
    assert.match(says(applied).join(), /emptied of 7 keys by an attempt before/);
  });

  test('what nobody calls a cache is never emptied, and what to write is said', async () => {
    await fill(world.chief, 'session', 3);
    await assert.rejects(plan(world.target('chief', { cacheOnly: false })), {
      type: 'ChangeRefused',
      message: /write "cacheOnly: true" under targets\.cache\./,
    });
    const given = await approved();
    const target = world.target('chief', { cacheOnly: false });
    const { applied } = await apply({ ...given, mitigation: clearCache(target) });
    assert.equal(applied.outcome, 'refused');
    assert.equal(await world.chief.dbsize(), 3);
  });

  test('another database than the one of the plan is never emptied', async () => {
    await fill(world.chief, 'page', 7, 600);
    const given = await approved();
    await world.chief.select(2);
    await fill(world.chief, 'queue', 2);
    const { applied } = await apply({
      ...given,
      mitigation: clearCache(world.target('mayday', { database: 2 })),
    });
    assert.ok(applied.outcome === 'refused');
    assert.deepEqual(applied.difference, ['the plan is about database 0, and the URL names 2 by now']);
    assert.equal(await world.chief.dbsize(), 2);
    await world.chief.select(0);
    await assert.rejects(plan(world.target('mayday', { database: 99 })), {
      type: 'TargetNotFound',
      message: /has no database 99/,
    });
    assert.equal(await world.chief.dbsize(), 7, 'a database that is not there is not database 0');
  });

  test('the script itself empties nothing in another run of the server than the one of the plan', async () => {
    await fill(world.chief, 'page', 7, 600);
    const came = await world.redis.session(world.target(), (connection, place) =>
      flush(connection, place, { marker: 'mayday:flushed:one', runId: 'f'.repeat(40) }),
    );
    assert.deepEqual(came, { came: 'another run', keys: 0 });
    assert.equal(await world.chief.dbsize(), 7);
  });

  test('an empty database is nothing to empty', async () => {
    assert.equal(await plan(), null);
  });

  test('a user who may not is told what to grant, before anybody is asked', async () => {
    await fill(world.chief, 'page', 7, 600);
    await assert.rejects(plan(world.target('watcher')), {
      type: 'NotAuthorised',
      message:
        /The user watcher may not empty a database .*: ACL SETUSER watcher \+flushdb ~mayday:flushed:\*\.$/,
    });
    const given = await approved();
    const mitigation = clearCache(world.target('watcher'));
    await assert.rejects(apply({ ...given, mitigation }), { type: 'NotAuthorised' });
    assert.equal(await world.chief.dbsize(), 7);
  });

  test('a rehearsal says what would go, and nothing goes', async () => {
    await fill(world.chief, 'page', 7, 600);
    const { mitigation, plan: planned } = await approved();
    const rehearsed = await attempt().run(rehearsePlan(world.access), { mitigation, plan: planned });
    assert.deepEqual(rehearsed, {
      outcome: 'would apply',
      says: [`database 0 of cache (${on()}): would be emptied of 7 keys; its user may do so`],
    });
    assert.equal(await world.chief.dbsize(), 7);
    assert.deepEqual(await world.chief.keys('mayday:*'), []);
  });

  test('a replica is not emptied', async () => {
    await fill(world.chief, 'page', 7, 600);
    const given = await approved();
    await world.chief.replicaof('127.0.0.1', '9');
    try {
      const { applied } = await apply(given);
      assert.ok(applied.outcome === 'refused');
      assert.match(applied.difference.join(), /is a replica: see which server is the primary by now/);
    } finally {
      await world.chief.replicaof('NO', 'ONE');
    }
    assert.equal(await world.chief.dbsize(), 7);
  });
});

describe('a server that is not the one of the plan any more', { skip }, () => {
  test('restarted in between, it is not emptied under that plan', async () => {
    const first = await startWorld();
    await fill(first.chief, 'page', 7, 600);
    const mitigation = clearCache(first.target());
    const proposal = await attempt().run(planMitigation(first.access), { mitigation });
    assert.ok(proposal);
    await first.stop();
    const second = await startWorld();
    try {
      await fill(second.chief, 'page', 5, 600);
      const moved = { ...mitigation, target: second.target() };
      const given = order(moved, proposal);
      const lines = await attempt().run(comparePlan(second.access), { mitigation: moved, plan: given.plan });
      assert.match(lines.join(), /the server has restarted since, or another one has taken its place/);
      assert.equal(await second.chief.dbsize(), 5);
    } finally {
      await second.stop();
    }
  });
});

describe('a server whose memory is full', { skip }, () => {
  test('refuses a MULTI, and is emptied all the same, marker included', async () => {
    const world = await startWorld();
    try {
      await overfill(world.chief);
      await assert.rejects(world.chief.multi().flushdb('ASYNC').set('marker', '1').exec(), /OOM|discarded/);
      const before = await world.chief.dbsize();
      assert.ok(before > 5, 'a MULTI emptied nothing');
      const mitigation = clearCache(world.target());
      const proposal = await attempt().run(planMitigation(world.access), { mitigation });
      assert.ok(proposal);
      const given = order(mitigation, proposal, { reason: 'writes are refused' });
      const [one] = given.approvals;
      assert.ok(one);
      const other = signed({ ...one.decision, actor: 'mallory', signature: undefined }, keys.mallory);
      const approvals = [one, approval(other)];
      const applied = await attempt().run(applyPlan(twoApprovers, world.access), { ...given, approvals });
      assert.equal(applied.outcome, 'applied');
      assert.deepEqual(await world.chief.keys('*'), [`mayday:flushed:${applied.effects[0]?.key}`]);
      assert.equal(await world.chief.set('works', 'again'), 'OK');
    } finally {
      await world.stop();
    }
  });
});
