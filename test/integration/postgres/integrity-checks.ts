import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postgresIntegrity } from '../../../activities/postgres/integrity.ts';
import { inDatabase } from './tables.ts';
import { attempt, type World } from './world.ts';

/** Whether a database is whole; for any version of PostgreSQL. */
export function testIntegrityChecks(worldOf: () => World): void {
  const ask = (user = 'postgres') =>
    attempt().run(postgresIntegrity(worldOf().postgres), { database: worldOf().target(user) });

  /** Statements that make tables in a schema of their own, which is gone afterwards. */
  async function withTables(statements: string[], work: () => Promise<void>): Promise<void> {
    const inShop = inDatabase(worldOf());
    await inShop('CREATE SCHEMA trial');
    try {
      await inShop(...statements);
      await work();
    } finally {
      await inShop('DROP SCHEMA trial CASCADE');
    }
  }

  const family = [
    'CREATE TABLE trial.parents (a int, "B b" text, PRIMARY KEY (a, "B b"))',
    'CREATE TABLE trial.children (id int PRIMARY KEY, a int, b text, CONSTRAINT belongs FOREIGN KEY (a, b) REFERENCES trial.parents)',
    `INSERT INTO trial.parents SELECT i, 'x' FROM generate_series(1, 100) i`,
    `INSERT INTO trial.children SELECT i, i, 'x' FROM generate_series(1, 100) i`,
    'ANALYZE trial.parents, trial.children',
  ];

  test('a whole database is well, and what was looked at is said', () =>
    withTables(family, async () => {
      const { verdict, says } = await ask();
      assert.equal(verdict, 'well');
      assert.match(says, /^Nothing is broken in "shop" as far as was looked\./);
      assert.match(
        says,
        /Statistics are there of 5 columns in 2 tables\. 1 foreign key was held against its rows\./,
      );
      assert.match(says, /amcheck is not installed here/);
    }));

  test('rows that refer to what is not there are found, though the constraint says it is valid', () =>
    withTables(family, async () => {
      await inDatabase(worldOf())(
        'SET session_replication_role = replica; DELETE FROM trial.parents WHERE a = 7',
      );
      const { verdict, says, evidence } = await ask();
      assert.equal(verdict, 'sick');
      assert.match(
        says,
        /^trial\.children has rows that refer to trial\.parents rows that are not there \(belongs\)\./,
      );
      assert.deepEqual(evidence, [
        { broken: 'foreign key', constraint: 'belongs', table: 'trial.children', parent: 'trial.parents' },
      ]);
    }));

  test('a constraint that is not enforced promises nothing, so nothing of it is broken', (t) =>
    withTables(family, async () => {
      const notEnforced = [
        'ALTER TABLE trial.children ALTER CONSTRAINT belongs NOT ENFORCED',
        'DELETE FROM trial.parents WHERE a = 7',
      ];
      try {
        await inDatabase(worldOf())(...notEnforced);
      } catch (error) {
        assert.equal((error as { code?: string }).code, '42601');
        return t.skip('This PostgreSQL has no NOT ENFORCED; 18 has.');
      }
      const { verdict, says } = await ask();
      assert.equal(verdict, 'well', says);
      assert.doesNotMatch(says, /never validated|foreign key/);
    }));

  test('an index whose building failed, and a constraint that nobody validated', () =>
    withTables(
      [
        'CREATE TABLE trial.twice (i int, n int)',
        'INSERT INTO trial.twice VALUES (1, -1), (1, -1)',
        'ALTER TABLE trial.twice ADD CONSTRAINT positive CHECK (n > 0) NOT VALID',
      ],
      async () => {
        const inShop = inDatabase(worldOf());
        await assert.rejects(inShop('CREATE UNIQUE INDEX CONCURRENTLY once ON trial.twice (i)'), {
          code: '23505',
        });
        const { verdict, says } = await ask();
        assert.equal(verdict, 'sick');
        assert.match(
          says,
          /^1 index cannot be used, the first trial\.once on trial\.twice \(not ready\): REINDEX/,
        );
        assert.match(says, /1 constraint was never validated .* the first positive of trial\.twice/);
        assert.match(
          says,
          /trial\.twice hold rows and have none, so queries are planned blindly: ANALYZE them/,
        );
      },
    ));

  test('statistics of long ago are said, and make nothing sick', () =>
    withTables(
      ['CREATE TABLE trial.grown (i int)', 'INSERT INTO trial.grown VALUES (1)', 'ANALYZE trial.grown'],
      async () => {
        await inDatabase(worldOf())(
          'INSERT INTO trial.grown SELECT generate_series(1, 5000)',
          'SELECT pg_stat_force_next_flush()',
          'SELECT',
        );
        const { verdict, says } = await ask();
        assert.equal(verdict, 'well');
        assert.match(says, /trial\.grown have changed more than half since they were made: ANALYZE them/);
      },
    ));

  test('a damaged index is found where amcheck is installed', () =>
    withTables(family, async () => {
      const inShop = inDatabase(worldOf());
      await inShop('CREATE EXTENSION amcheck');
      try {
        const whole = await ask();
        assert.equal(whole.verdict, 'well');
        assert.match(whole.says, /2 indexes were read through and in order\./);
        const allowed = await ask('watcher');
        assert.match(allowed.says, /GRANT EXECUTE ON FUNCTION bt_index_check/);
        // Another opclass makes the same keys be in the wrong order, as a changed collation does.
        await inShop(
          `CREATE FUNCTION trial.order(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT pg_catalog.btint4cmp($1, $2)'`,
          `CREATE OPERATOR CLASS trial.ordered FOR TYPE int4 USING btree AS
             OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 trial.order(int, int)`,
          'CREATE INDEX moved ON trial.children (id trial.ordered)',
          `CREATE OR REPLACE FUNCTION trial.order(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT pg_catalog.btint4cmp($2, $1)'`,
        );
        const { verdict, says, evidence } = await ask();
        assert.equal(verdict, 'sick');
        assert.match(
          says,
          /The index trial\.moved is damaged \(item order invariant violated for index "moved"\): REINDEX/,
        );
        assert.equal(evidence?.[0]?.broken, 'index structure');
      } finally {
        await inShop('DROP EXTENSION amcheck');
      }
    }));

  test('it waits for nobody, and has an answer in time', () =>
    withTables(family, async () => {
      const { client } = await worldOf().visitor({ user: 'chief' });
      await client.query('BEGIN; LOCK TABLE trial.parents IN ACCESS EXCLUSIVE MODE');
      const began = Date.now();
      const { verdict, says } = await ask();
      assert.equal(verdict, 'well');
      assert.match(
        says,
        /0 foreign keys were held against their rows\. 1 could not be, for want of time or for a lock/,
      );
      assert.ok(Date.now() - began < 3_500);
      await client.query('ROLLBACK');
    }));

  test('a role that may read nothing looks at what it may', () =>
    withTables(family, async () => {
      const { verdict, says } = await ask('watcher');
      assert.equal(verdict, 'well');
      assert.match(says, /Statistics are there of 0 columns in 0 tables/);
    }));
}
