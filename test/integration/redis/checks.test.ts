import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { redisKeys } from '../../../activities/redis/keys.ts';
import { redisMemory } from '../../../activities/redis/memory.ts';
import { redisPing } from '../../../activities/redis/ping.ts';
import { redisSlowLog } from '../../../activities/redis/slow-log.ts';
import { redisStats } from '../../../activities/redis/stats.ts';
import { until } from '../../../servers/process.ts';
import { unavailable } from '../../harness/servers.ts';
import { canary, fill, overfill, startWorld, type World } from './world.ts';

const skip = await unavailable('valkey');

describe('what a cache says of itself', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld({ settings: { 'slowlog-log-slower-than': 20_000, maxclients: 60 } });
  });
  beforeEach(async () => {
    await world.chief.config('SET', 'maxmemory', '0');
    await world.chief.config('SET', 'maxmemory-policy', 'noeviction');
    await world.chief.flushall();
    await world.chief.config('RESETSTAT');
    await world.chief.slowlog('RESET');
  });
  after(() => world.stop());

  const ping = (slowAfter = 1_000) => redisPing(world.redis)({ server: world.target(), slowAfter });
  const memory = () => redisMemory(world.redis)({ server: world.target(), warnAt: 90 });
  const stats = (clientsWarnAt = 90, hitRateBelow = 50) =>
    redisStats(world.redis)({ server: world.target(), clientsWarnAt, hitRateBelow });
  const slowLog = (slowAfter = 50, since = 60_000) =>
    redisSlowLog(world.redis)({ server: world.target(), slowAfter, since });
  const keys = (cacheOnly = true, user = 'mayday') =>
    redisKeys(world.redis)({ server: world.target(user, { cacheOnly }), neverExpireAbove: 50 });

  test('it answers, with how long that took; too long is sick', async () => {
    const found = await ping();
    assert.deepEqual([found.check, found.verdict], ['ping', 'well']);
    assert.match(
      found.says,
      /^Redis at 127\.0\.0\.1:\d+ answers after [\d.]+ ms, the slowest of 5 after [\d.]+ ms\.$/,
    );
    const slow = await ping(0);
    assert.equal(slow.verdict, 'sick');
    assert.match(slow.says, /answers slowly: after/);
  });

  test('its connections are called mayday', async () => {
    const names = await world.redis.session(world.target(), () => world.chief.call('CLIENT', 'LIST'));
    assert.match(String(names), / name=mayday /);
  });

  test('memory: without a limit nothing is full', async () => {
    const found = await memory();
    assert.equal(found.verdict, 'well');
    assert.match(found.says, /^Redis uses [\d.]+ [kM]B of memory, without a limit of its own\.$/);
  });

  test('memory: full and nothing thrown out is sick, with how many writes were refused', async () => {
    await overfill(world.chief);
    for (let i = 0; i < 3; i += 1) await assert.rejects(world.chief.set('one', 'more'), /OOM/);
    const found = await memory();
    assert.equal(found.verdict, 'sick');
    assert.match(
      found.says,
      /^Redis uses \d MB of 3 MB \(1\d\d %\), policy noeviction, which throws nothing out: when it is full, writes are refused\. 3 commands were refused for want of memory since it started\./,
    );
    assert.equal(found.evidence?.[0]?.policy, 'noeviction');
  });

  test('memory: full is well where it throws keys out, and sick where it may throw out only what is not there', async () => {
    await overfill(world.chief);
    await world.chief.config('SET', 'maxmemory-policy', 'volatile-lru');
    const stuck = await memory();
    assert.equal(stuck.verdict, 'sick');
    assert.match(stuck.says, /throws out only keys that expire, and there are none/);
    await world.chief.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await world.chief.set('one', 'more');
    const turning = await memory();
    assert.equal(turning.verdict, 'well');
    assert.ok(Number(turning.evidence?.[0]?.evictedKeys) > 0);
  });

  test('stats: hits, blocked clients, evictions and refusals are told', async () => {
    await fill(world.chief, 'page', 10);
    for (let i = 0; i < 90; i += 1) await world.chief.get('page:1');
    for (let i = 0; i < 30; i += 1) await world.chief.get('missing');
    const found = await stats();
    assert.equal(found.verdict, 'well');
    assert.match(
      found.says,
      /clients of 60, 0 of them blocked, hit rate 75 %, 0 keys evicted \(0 within the last second\), 0 connections refused since it started\.$/,
    );
    assert.equal((await stats(90, 80)).verdict, 'sick');
    assert.match((await stats(90, 80)).says, /^Only 75 % of the lookups find something: /);
  });

  test('stats: short of clients is sick, and turned away is a finding of its own', async () => {
    const others = Array.from({ length: 58 }, () => world.chief.duplicate());
    for (const other of others) other.on('error', () => {});
    try {
      await Promise.all(others.map((other) => other.ping()));
      const found = await stats();
      assert.equal(found.verdict, 'sick');
      assert.match(found.says, /^(9\d|100) % of its clients are taken: /);
      await until(
        async () => {
          const last = world.chief.duplicate({ retryStrategy: () => null });
          last.on('error', () => {});
          others.push(last);
          return await last.ping();
        },
        { deadlineMs: 60_000 },
      );
      const away = await ping();
      assert.equal(away.verdict, 'sick');
      assert.match(away.says, /^Too many clients: Redis at 127\.0\.0\.1:\d+ lets nobody else in/);
    } finally {
      for (const other of others) other.disconnect();
    }
  });

  test('slow log: what took long is named by its command, and nothing of its arguments', async () => {
    await world.chief.call('DEBUG', 'SLEEP', '0').catch(() => {});
    await world.chief.eval(
      `local n = 0 for i = 1, 1e8 do n = n + 1 if n % 1e5 == 0 and redis.call('TIME')[1] - ARGV[1] >= 2 then break end end return 'x'`,
      0,
      String(Math.floor(Date.now() / 1_000)),
      canary,
    );
    const found = await slowLog();
    assert.equal(found.verdict, 'sick');
    assert.match(
      found.says,
      /^1 commands took longer than 50 ms within the last 60 s; the slowest is EVAL with /,
    );
    assert.doesNotMatch(JSON.stringify(found), new RegExp(canary));
    assert.equal(found.evidence?.[0]?.command, 'EVAL');
    const old = await slowLog(600_000);
    assert.equal(old.verdict, 'well');
    assert.match(old.says, /^No command of the slow log took longer than 10 min/);
  });

  test('keys: counted exactly, sampled by their kinds, and sick where a cache keeps them for good', async () => {
    await fill(world.chief, 'session', 30, 600);
    await fill(world.chief, 'cart', 60);
    await world.chief.set('alice@example.com:token', 'x');
    await world.chief.select(2);
    await world.chief.set('queue', 'x');
    await world.chief.select(0);
    const found = await keys();
    assert.equal(found.verdict, 'sick');
    assert.equal(
      found.says,
      'Database 0 holds 91 keys, 67 % of them never expire and nothing throws them out. Databases 2 hold keys, too. Of 91 looked at: cart (60), session (30), others (1).',
    );
    assert.deepEqual(found.evidence, [
      { database: 0, keys: 91, neverExpire: 61 },
      { database: 2, keys: 1, neverExpire: 1 },
    ]);
    assert.equal((await keys(false)).verdict, 'well', 'what is no cache may keep what it has');
    await world.chief.config('SET', 'maxmemory-policy', 'allkeys-lru');
    assert.equal((await keys()).verdict, 'well');
  });

  test('keys: a large database is sampled, never listed', async () => {
    await fill(world.chief, 'page', 5_000, 600);
    await world.chief.config('RESETSTAT');
    assert.match(
      (await keys()).says,
      /^Database 0 holds 5,000 keys, 0 % of them never expire\. Of 200 looked at: page \(200\)\.$/,
    );
    const calls = await world.chief.info('commandstats');
    assert.doesNotMatch(calls, /cmdstat_keys:/);
    assert.ok(Number(/cmdstat_scan:calls=(\d+)/.exec(calls)?.[1]) <= 10);
  });
});
