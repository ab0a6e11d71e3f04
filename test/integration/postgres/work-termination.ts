import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { backendsOf, terminateBackend } from '../../../activities/postgres/backends.ts';
import type { TerminateSessions } from '../../../workflows/contract/mitigations.ts';
import type { Applied, Proposal } from '../../../workflows/contract/plans.ts';
import { deps, order } from './approval.ts';
import { terminateIn } from './mitigation.ts';
import { accessTo, attempt, type Visitor, type World } from './world.ts';

/** Ending sessions that work, or hold a transaction; for any version of PostgreSQL. */
export function testWorkTermination(worldOf: () => World): void {
  const plan = (mitigation: TerminateSessions): Promise<Proposal | null> =>
    attempt().run(planMitigation(accessTo(worldOf().postgres)), { mitigation });

  const apply = (mitigation: TerminateSessions, proposal: Proposal): Promise<Applied> =>
    attempt().run(applyPlan(deps, accessTo(worldOf().postgres)), order(mitigation, proposal));

  function works({ client }: Visitor, query = `SELECT pg_sleep(60), 'canary'`): void {
    client.query(query).catch(() => {});
  }

  test('a plan for long queries names them only, with since when each runs, and ends them', async () => {
    const world = worldOf();
    const [long, chief, elsewhere, ours, idle, holding, standby] = await Promise.all([
      world.visitor({ application: 'report' }),
      world.visitor({ user: 'chief' }),
      world.visitor({ database: 'books' }),
      world.visitor({ application: 'mayday' }),
      world.visitor(),
      world.visitor(),
      world.visitor({ user: 'standby', replication: true }),
    ]);
    for (const visitor of [long, chief, elsewhere, ours]) works(visitor);
    await holding.client.query('BEGIN');
    await sleep(150);
    const mitigation = terminateIn('active', world.target());
    const proposal = await plan(mitigation);
    assert.ok(proposal);
    const [target] = proposal.targets;
    assert.deepEqual(
      [proposal.targets.length, target?.state.pid, target?.state.state],
      [1, long.pid, 'active'],
    );
    assert.deepEqual(Object.keys(target?.state ?? {}), ['pid', 'backendStart', 'state', 'queryStart']);
    assert.match(
      target?.title ?? '',
      /^report, user app, from .*, running for \d+ ms: SELECT pg_sleep\(\?\), \?$/,
    );
    assert.match(proposal.observed, /1 sessions of database "shop" run one query for more than 100 ms/);
    assert.match(proposal.blastRadius, /their queries fail, and what their transactions did is rolled back/);
    assert.ok(proposal.preview[0]?.includes(`AND query_start = '${target?.state.queryStart}'`));
    assert.doesNotMatch(JSON.stringify(proposal), /canary/);

    const applied = await apply(mitigation, proposal);
    assert.equal(applied.outcome, 'applied');
    assert.deepEqual(
      applied.effects.map(({ outcome }) => outcome),
      ['done'],
    );
    await sleep(100);
    assert.equal(long.gone, true);
    for (const other of [chief, elsewhere, ours, idle, holding, standby]) assert.equal(other.gone, false);
  });

  test('a new query of the same session is not ended in the place of the old one', async () => {
    const world = worldOf();
    const visitor = await world.visitor();
    works(visitor, 'SELECT pg_sleep(0.5)');
    await sleep(200);
    const mitigation = terminateIn('active', world.target());
    const proposal = await plan(mitigation);
    assert.ok(proposal);
    await visitor.client.query('SELECT');
    works(visitor);
    await sleep(50);
    const applied = await apply(mitigation, proposal);
    assert.ok(applied.outcome === 'refused');
    assert.match(applied.difference.join(), /has ended that query and runs another one since 20/);
    assert.deepEqual(applied.effects, []);

    const { state } = proposal.targets[0] ?? {};
    await world.postgres.session(world.target(), async (session) => {
      const [now] = await backendsOf(session, [visitor.pid]);
      assert.ok(now && state);
      const termination = { database: 'shop', ...now, since: String(state.queryStart) };
      assert.equal(await terminateBackend(session, termination), false, 'nor by the statement itself');
    });
    await sleep(100);
    assert.equal(visitor.gone, false);
  });

  test('a query that ended by itself leaves its session alone', async () => {
    const world = worldOf();
    const visitor = await world.visitor();
    works(visitor, 'SELECT pg_sleep(1.5)');
    await sleep(150);
    const mitigation = terminateIn('active', world.target());
    const proposal = await plan(mitigation);
    assert.ok(proposal);
    await visitor.client.query('SELECT');
    const applied = await apply(mitigation, proposal);
    assert.ok(applied.outcome === 'refused');
    assert.match(applied.difference.join(), /was active and is now idle/);
    assert.equal(visitor.gone, false);
  });

  test('a forgotten transaction is ended, and who waited for its lock goes on', async () => {
    const world = worldOf();
    const holder = await world.visitor();
    await holder.client.query('BEGIN; SELECT pg_advisory_xact_lock(9)');
    const waiter = await world.visitor();
    const waiting = waiter.client.query('SELECT pg_advisory_lock(9)');
    const idle = await world.visitor();
    await sleep(150);
    const mitigation = terminateIn('idle in transaction', world.target());
    const proposal = await plan(mitigation);
    assert.deepEqual(
      proposal?.targets.map(({ state }) => [state.pid, state.state, typeof state.stateChange]),
      [[holder.pid, 'idle in transaction', 'string']],
    );
    assert.match(proposal?.blastRadius ?? '', /the locks they hold are free/);
    assert.ok(proposal);
    assert.equal((await apply(mitigation, proposal)).outcome, 'applied');
    await waiting;
    assert.deepEqual([holder.errors, waiter.errors, idle.gone], [['57P01'], [], false]);
  });

  test('a transaction that has moved on since the plan is left alone', async () => {
    const world = worldOf();
    const holder = await world.visitor();
    await holder.client.query('BEGIN');
    await sleep(150);
    const mitigation = terminateIn('idle in transaction', world.target());
    const proposal = await plan(mitigation);
    assert.ok(proposal);
    await holder.client.query('SELECT');
    const applied = await apply(mitigation, proposal);
    assert.ok(applied.outcome === 'refused');
    assert.match(applied.difference.join(), /did something in between and is idle in transaction again/);
    assert.equal(holder.gone, false);
  });
}
