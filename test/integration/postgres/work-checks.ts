import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { postgresIdleInTransaction } from '../../../activities/postgres/idle-in-transaction.ts';
import { postgresLocks } from '../../../activities/postgres/locks.ts';
import { postgresLongQueries } from '../../../activities/postgres/long-queries.ts';
import { postgresSlowQueries } from '../../../activities/postgres/slow-queries.ts';
import { asAdmin, attempt, type World } from './world.ts';

/** What the checks say of work in a database; for any version of PostgreSQL. */
export function testWorkChecks(worldOf: () => World): void {
  async function ask(user = 'watcher', longerThan = 100) {
    const { postgres, target } = worldOf();
    const database = target(user);
    const { run } = attempt();
    const [idleInTransaction, longQueries, slowQueries, locks] = await Promise.all([
      run(postgresIdleInTransaction(postgres), { database, longerThan }),
      run(postgresLongQueries(postgres), { database, longerThan }),
      run(postgresSlowQueries(postgres), { database, longerThan }),
      run(postgresLocks(postgres), { database }),
    ]);
    return { idleInTransaction, longQueries, slowQueries, locks };
  }

  async function inShop(...statements: string[]) {
    const url = new URL(worldOf().server.url);
    url.pathname = '/shop';
    await asAdmin(url.href, async (admin) => {
      await admin.query(`SET lock_timeout = '5s'`);
      for (const statement of statements) await admin.query(statement);
    });
  }

  test('a database in which nobody works is well', async () => {
    const idle = await worldOf().visitor();
    await idle.client.query('BEGIN');
    const { idleInTransaction, longQueries, locks } = await ask('watcher', 5_000);
    assert.equal(
      idleInTransaction.says,
      '0 sessions of database "shop" are idle in a transaction for more than 5 s.',
    );
    assert.equal(longQueries.says, '0 queries in database "shop" have been running for more than 5 s.');
    assert.equal(locks.says, 'No session of database "shop" waits for a lock.');
    for (const { verdict } of [idleInTransaction, longQueries, locks]) assert.equal(verdict, 'well');
  });

  test('who waits for a lock, for how long, and who blocks whom', async () => {
    await inShop('CREATE TABLE stock (id int, note text)', 'INSERT INTO stock VALUES (1)');
    await inShop('GRANT ALL ON stock TO app, other');
    const first = await worldOf().visitor({ application: 'checkout' });
    const second = await worldOf().visitor({ user: 'other', application: 'worker' });
    await first.client.query('BEGIN');
    await first.client.query(`UPDATE stock SET note = 'canary-first'`);
    const update = second.client.query(`UPDATE stock SET note = 'canary-second' WHERE id = 1`);
    await sleep(50);
    const third = await worldOf().visitor({ application: 'third' });
    const drop = third.client.query('BEGIN; LOCK TABLE stock; COMMIT');
    const ended = Promise.allSettled([update, drop]);
    await sleep(1_600);

    const { locks, longQueries, idleInTransaction } = await ask();
    assert.equal(locks.verdict, 'sick');
    assert.match(
      locks.says,
      /^2 sessions of database "shop" wait for a lock, the longest for (1|2) s\. pid \d+ \(app, checkout, idle in transaction, in its transaction for 2 s\) blocks /,
    );
    assert.ok(locks.says.includes(`pid ${first.pid} (app, checkout`));
    assert.ok(locks.says.includes(`pid ${second.pid} (other)`));
    const row = locks.evidence?.find(({ pid }) => pid === second.pid);
    assert.deepEqual(
      { ...row, waitSeconds: 0, blockerSeconds: 0 },
      {
        pid: second.pid,
        user: 'other',
        application: 'worker',
        waitSeconds: 0,
        lock: 'ShareLock on transactionid',
        query: 'UPDATE stock SET note = ? WHERE id = ?',
        blockedBy: first.pid,
        blockerUser: 'app',
        blockerState: 'idle in transaction',
        blockerSeconds: 0,
        blockerQuery: 'UPDATE stock SET note = ?',
      },
    );
    assert.ok(Number(row?.waitSeconds) >= 1 && Number(row?.blockerSeconds) >= 1);
    const behind = locks.evidence?.filter(({ pid }) => pid === third.pid) ?? [];
    assert.equal(behind[0]?.lock, 'AccessExclusiveLock on relation stock');
    assert.ok(behind.some(({ blockedBy }) => blockedBy === first.pid));
    assert.match(longQueries.says, /^2 queries .*waiting for Lock: (transactionid|relation)/);
    assert.match(idleInTransaction.says, new RegExp(`^1 sessions .*: pid ${first.pid} \\(app, checkout\\)`));
    assert.doesNotMatch(JSON.stringify([locks, longQueries, idleInTransaction]), /canary/);

    await first.client.query('ROLLBACK');
    await ended;
    assert.equal((await ask()).locks.verdict, 'well');
    await inShop('DROP TABLE stock');
  });

  test('a wait shorter than the patience of the server is told, and no trouble yet', async () => {
    const first = await worldOf().visitor();
    const second = await worldOf().visitor();
    await first.client.query('SELECT pg_advisory_lock(7)');
    const waiting = second.client.query('SELECT pg_advisory_lock(7)').catch(() => {});
    await sleep(20);
    const { postgres, target } = worldOf();
    const locks = await attempt().run(postgresLocks(postgres), { database: target() });
    assert.match(locks.says, /^1 sessions of database "shop" wait for a lock/);
    assert.equal(locks.verdict, 'well');
    await first.client.end();
    await waiting;
  });

  test('a query that runs for long: whose it is, what it waits for, and its text without its values', async () => {
    const visitor = await worldOf().visitor({ application: 'report' });
    const query = visitor.client.query(`SELECT pg_sleep(30), 'canary' AS secret -- canary`).catch(() => {});
    await sleep(150);
    const { longQueries, idleInTransaction } = await ask();
    assert.equal(longQueries.verdict, 'sick');
    assert.match(
      longQueries.says,
      new RegExp(
        `^1 queries in database "shop" have been running for more than 100 ms, the longest for [0-9]+ ms: pid ${visitor.pid} \\(app, report\\), waiting for Timeout: PgSleep, SELECT pg_sleep\\(\\?\\), \\? AS secret\\.$`,
      ),
    );
    assert.equal(longQueries.evidence?.[0]?.waitsFor, 'Timeout: PgSleep');
    assert.doesNotMatch(JSON.stringify(longQueries), /canary/);
    assert.equal(idleInTransaction.verdict, 'well');
    await worldOf().empty();
    await query;
  });

  test('a forgotten transaction, one that has failed too', async () => {
    const forgotten = await worldOf().visitor({ application: 'console' });
    await forgotten.client.query('BEGIN');
    await forgotten.client.query(`SELECT 'canary', 42`);
    const failed = await worldOf().visitor({ user: 'other' });
    await failed.client.query('BEGIN');
    await assert.rejects(failed.client.query('SELECT 1 / 0'));
    await sleep(150);
    const { idleInTransaction, longQueries } = await ask();
    assert.equal(idleInTransaction.verdict, 'sick');
    assert.match(
      idleInTransaction.says,
      new RegExp(
        `^2 sessions .* the longest for [0-9]+ ms: pid ${forgotten.pid} \\(app, console\\), after SELECT \\?, \\?\\.$`,
      ),
    );
    assert.deepEqual(
      idleInTransaction.evidence?.map(({ pid, state }) => [pid, state]),
      [
        [forgotten.pid, 'idle in transaction'],
        [failed.pid, 'idle in transaction (aborted)'],
      ],
    );
    assert.equal(longQueries.verdict, 'well');
  });

  test('a role that is not shown other sessions says so, and sees the locks all the same', async () => {
    const first = await worldOf().visitor();
    const second = await worldOf().visitor();
    await first.client.query('BEGIN; SELECT pg_advisory_xact_lock(8)');
    const waiting = second.client.query('SELECT pg_advisory_lock(8)').catch(() => {});
    await sleep(300);
    const { idleInTransaction, longQueries, locks } = await ask('blind');
    for (const { verdict, says } of [idleInTransaction, longQueries]) {
      assert.equal(verdict, 'unknown');
      assert.match(says, /2 sessions of other roles are not shown to ours: GRANT pg_monitor/);
    }
    assert.equal(locks.verdict, 'sick');
    assert.ok(locks.says.includes(`pid ${first.pid} (app, web, not shown to us)`), locks.says);
    await first.client.end();
    await waiting;
  });

  test('slow statements without the extension: not known, and how to get to know', async () => {
    const { slowQueries } = await ask();
    assert.equal(slowQueries.verdict, 'unknown');
    assert.match(slowQueries.says, /^pg_stat_statements is not installed .* CREATE EXTENSION/);
  });

  // 1.7 still has total_time and mean_time: an extension may be older than its server.
  for (const version of ['', ` VERSION '1.7'`]) {
    test(`slow statements by pg_stat_statements${version}`, async () => {
      await inShop('CREATE SCHEMA stats', `CREATE EXTENSION pg_stat_statements SCHEMA stats${version}`);
      await inShop('GRANT USAGE ON SCHEMA stats TO watcher', 'SELECT stats.pg_stat_statements_reset()');
      try {
        const visitor = await worldOf().visitor();
        for (const seconds of [1.5, 1.6]) {
          await visitor.client.query(`SELECT pg_sleep(${seconds}), 'canary' AS slow`);
        }
        // Far longer than anything else that is asked of this database, however busy the machine is.
        const { slowQueries } = await ask('watcher', 1_000);
        assert.equal(slowQueries.verdict, 'sick');
        assert.match(
          slowQueries.says,
          /^1 statements in database "shop" take longer than 1 s on average; most time went to one of app, 2 times [2-9] s: SELECT pg_sleep\(\$1\), \$2 AS slow\.$/,
        );
        assert.deepEqual(Object.keys(slowQueries.evidence?.[0] ?? {}), [
          'calls',
          'meanMs',
          'totalMs',
          'user',
          'query',
        ]);
        assert.equal((await ask('watcher', 60_000)).slowQueries.verdict, 'well');
      } finally {
        await inShop('DROP EXTENSION pg_stat_statements', 'DROP SCHEMA stats');
      }
    });
  }
}
