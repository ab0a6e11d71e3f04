import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { postgresPools } from '../../../activities/postgres/pools.ts';
import { postgresSizes } from '../../../activities/postgres/sizes.ts';
import type { ConnectionPool } from '../../../workflows/contract/databases.ts';
import { inDatabase } from './tables.ts';
import { attempt, type World } from './world.ts';

/** Sizes, and who holds the connections of a pool; for any version of PostgreSQL. */
export function testSizeChecks(worldOf: () => World): void {
  const sizes = (warnAt?: number, user = 'watcher') =>
    attempt().run(postgresSizes(worldOf().postgres), { database: worldOf().target(user), warnAt });

  const pools = (named: ConnectionPool[], user = 'watcher') =>
    attempt().run(postgresPools(worldOf().postgres), { database: worldOf().target(user), pools: named });

  test('sizes: every database, the largest tables with their indexes, and sick from what the file says', async () => {
    const inShop = inDatabase(worldOf());
    await inShop('CREATE TABLE orders AS SELECT i, repeat(i::text, 50) AS t FROM generate_series(1, 5000) i');
    await inShop('CREATE TABLE small (i int)');
    try {
      const well = await sizes();
      assert.equal(well.verdict, 'well');
      assert.match(
        well.says,
        /^Database "shop" has \d+ MB\. \d others have .* The largest tables of "shop", with their indexes: public\.orders \(\d/,
      );
      const named = well.evidence?.map(({ database, table }) => database ?? table);
      for (const each of ['shop', 'books', 'postgres', 'public.orders', 'public.small']) {
        assert.ok(named?.includes(each), each);
      }
      assert.equal((await sizes(1e12)).verdict, 'well');
      const sick = await sizes(1e6);
      assert.equal(sick.verdict, 'sick');
      assert.match(sick.says, /^Database "shop" has \d+ MB; it warns from 1 MB\./);
    } finally {
      await inShop('DROP TABLE orders', 'DROP TABLE small');
    }
  });

  test('sizes: a table that somebody holds alone is not waited for', async () => {
    const inShop = inDatabase(worldOf());
    await inShop('CREATE TABLE orders AS SELECT 1 AS i', 'CREATE TABLE small (i int)');
    const { client } = await worldOf().visitor({ user: 'chief' });
    try {
      await client.query('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
      const began = Date.now();
      const { says } = await sizes();
      assert.match(says, /The largest tables of "shop", with their indexes: public\.small/);
      assert.ok(Date.now() - began < 1_000);
    } finally {
      await client.query('ROLLBACK');
      await inShop('DROP TABLE orders', 'DROP TABLE small');
    }
  });

  test('sizes: a role that may not enter the database is told what it lacks', async () => {
    const inShop = inDatabase(worldOf());
    await inShop('REVOKE CONNECT ON DATABASE books FROM PUBLIC');
    try {
      const { evidence } = await sizes(undefined, 'blind');
      assert.ok(!evidence?.some(({ database }) => database === 'books'));
      assert.ok(
        (await sizes()).evidence?.some(({ database }) => database === 'books'),
        'pg_monitor sees it',
      );
    } finally {
      await inShop('GRANT CONNECT ON DATABASE books TO PUBLIC');
    }
  });

  test('pools: who holds what; sick where one client uses all that its pool has, idle connections being free', async () => {
    const [first, second] = await worldOf().visitors(2, { application: 'web' });
    await worldOf().visitor({ application: 'worker', user: 'other' });
    await worldOf().visitor({ application: 'web', database: 'books' });
    const web = { application: 'web', user: 'app', size: 2 };
    const well = await pools([web]);
    assert.equal(well.verdict, 'well');
    assert.match(
      well.says,
      /^2 clients hold connections of database "shop"; most has web, user app, from 127\.0\.0\.1: 2 \(0 active, 2 idle, 0 idle in a transaction\)\.$/,
    );
    assert.deepEqual(well.evidence, [
      {
        application: 'web',
        user: 'app',
        client: '127.0.0.1',
        sessions: 2,
        active: 0,
        idle: 2,
        idleInTransaction: 0,
        poolSize: 2,
      },
      {
        application: 'worker',
        user: 'other',
        client: '127.0.0.1',
        sessions: 1,
        active: 0,
        idle: 1,
        idleInTransaction: 0,
        poolSize: null,
      },
    ]);
    first?.client.query('SELECT pg_sleep(30)').catch(() => {});
    await second?.client.query('BEGIN');
    await sleep(100);
    const sick = await pools([web, { user: 'other', size: 5 }]);
    assert.equal(sick.verdict, 'sick');
    assert.match(sick.says, / web, user app from 127\.0\.0\.1 uses 2 of 2: its pool is used up\.$/);
    assert.equal((await pools([{ ...web, size: 3 }])).verdict, 'well');
  });

  test('pools: a client that holds more than its pool is said to have, and a file that names none', async () => {
    await worldOf().visitors(3, { application: 'web' });
    const more = await pools([{ application: 'web', size: 2 }]);
    assert.equal(more.verdict, 'well');
    assert.match(more.says, /web from 127\.0\.0\.1 holds 3, and its pool is said to have 2\./);
    const none = await pools([]);
    assert.equal(none.verdict, 'well');
    assert.match(none.says, /The file names no pool, so none is judged\.$/);
  });

  test('pools: sessions that our role is not shown are counted, and it says what it lacks', async () => {
    await worldOf().visitors(2, { application: 'web' });
    const blind = await pools([{ user: 'app', size: 2 }], 'blind');
    assert.equal(blind.verdict, 'unknown');
    assert.match(blind.says, /2 sessions of other roles are not shown to ours: GRANT pg_monitor/);
  });
}
