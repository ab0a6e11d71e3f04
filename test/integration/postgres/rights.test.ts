import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPoolActivities } from '../../../activities/index.ts';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { rehearsePlan } from '../../../activities/mitigations/rehearse-plan.ts';
import { postgresIntegrity } from '../../../activities/postgres/integrity.ts';
import { postgresSizes } from '../../../activities/postgres/sizes.ts';
import type { Finding } from '../../../workflows/contract/findings.ts';
import type { Mitigation } from '../../../workflows/contract/mitigations.ts';
import type { PlanParameters } from '../../../workflows/contract/plans.ts';
import type { PostgresChecks } from '../../../workflows/contract/postgres-checks.ts';
import { deps, order } from './approval.ts';
import { limitConnections, raiseMaxConnections, terminateIn } from './mitigation.ts';
import { inDatabase } from './tables.ts';
import { accessTo, attempt, canary, noServerOfOurOwn, startWorld, type World } from './world.ts';

const skip = await noServerOfOurOwn();

/** The statements of docs/operating.md, as somebody would run them. */
async function granted(): Promise<string[]> {
  const page = await readFile(new URL('../../../docs/operating.md', import.meta.url), 'utf8');
  const [, block = ''] = /## Rights in PostgreSQL\n\n```sql\n([^`]*)```/.exec(page) ?? [];
  return block
    .split('\n')
    .map((line) => line.replace(/--.*$/, '').trim())
    .filter((line) => line !== '')
    .map((line) => line.replace('…', canary));
}

describe('the rights that the documentation grants', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld({ inFile: { max_connections: 20 } });
    await inDatabase(world)('CREATE ROLE shop LOGIN', ...(await granted()));
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  const database = () => world.target('mayday');

  /** What each check takes beside the database. */
  const questions: Record<keyof PostgresChecks, object> = {
    postgresConnectivity: {},
    postgresConnections: { warnAt: 80 },
    postgresLimits: {},
    postgresIdleSessions: { longerThan: 100 },
    postgresIdleInTransaction: { longerThan: 100 },
    postgresLongQueries: { longerThan: 100 },
    postgresSlowQueries: { longerThan: 100 },
    postgresLocks: {},
    postgresSizes: {},
    postgresPools: { pools: [] },
    postgresQueries: { within: 60_000 },
    postgresIntegrity: {},
  };

  test('let every check answer, and no finding miss anything', async () => {
    await inDatabase(world)(
      'CREATE TABLE parents (id int PRIMARY KEY)',
      'INSERT INTO parents VALUES (1)',
      'ANALYZE parents',
    );
    for (const { client } of await world.visitors(2)) await client.query('SELECT 1');
    const activities = createPoolActivities({
      ...deps,
      resolve: (text: string) => text.replace(/\$\{([^}]+)\}/, '$1'),
    } as unknown as Parameters<typeof createPoolActivities>[0]);
    for (const [name, question] of Object.entries(questions)) {
      const ask = activities[name as keyof PostgresChecks] as (question: object) => Promise<Finding>;
      const { verdict, says } = await attempt().run(ask, { database: database(), ...question });
      assert.notEqual(verdict, 'unknown', `${name}: ${says}`);
      assert.doesNotMatch(says, /GRANT|not shown|not installed/, name);
    }
    const { says } = await attempt().run(postgresIntegrity(world.postgres), { database: database() });
    assert.match(
      says,
      /Statistics are there of 1 column in 1 table\..* 1 index was read through and in order\./,
    );
    const sizes = await attempt().run(postgresSizes(world.postgres), { database: database() });
    assert.match(sizes.says, /public\.parents/);
    await inDatabase(world)('DROP TABLE parents');
  });

  const changes: [string, () => Mitigation, PlanParameters | undefined, () => Promise<unknown>][] = [
    ['idle sessions are ended', () => terminateIn('idle', database()), undefined, () => world.visitor()],
    [
      'forgotten transactions are ended',
      () => terminateIn('idle in transaction', database()),
      undefined,
      async () => (await world.visitor()).client.query('BEGIN'),
    ],
    [
      'long queries are ended',
      () => terminateIn('active', database()),
      undefined,
      async () => {
        const { client } = await world.visitor();
        client.query('SELECT pg_sleep(30)').catch(() => {});
      },
    ],
    ['a role is limited', () => limitConnections(database(), 'shop'), { limit: 5 }, async () => {}],
    ['more connections are let in', () => raiseMaxConnections(database()), undefined, async () => {}],
  ];
  for (const [what, mitigation, parameters, happens] of changes) {
    test(`are enough that ${what}`, async () => {
      await happens();
      await sleep(150);
      const access = accessTo(world.postgres);
      const proposal = await attempt().run(planMitigation(access), { mitigation: mitigation(), parameters });
      assert.ok(proposal);
      const given = order(mitigation(), proposal, {}, parameters);
      assert.equal((await attempt().run(rehearsePlan(access), given)).outcome, 'would apply');
      const applied = await attempt().run(applyPlan(deps, access), given);
      assert.equal(applied.outcome, 'applied', JSON.stringify(applied));
      assert.deepEqual([...new Set(applied.effects.map(({ outcome }) => outcome))], ['done']);
    });
  }

  test('let it in when all slots are taken', async () => {
    await world.visitors(15);
    await assert.rejects(world.visitor(), { code: '53300' });
    await sleep(150);
    const proposal = await attempt().run(planMitigation(accessTo(world.postgres)), {
      mitigation: terminateIn('idle', database()),
    });
    assert.equal(proposal?.targets.length, 15);
  });
});
