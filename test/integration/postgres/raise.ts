import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { comparePlan } from '../../../activities/mitigations/compare-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { rehearsePlan } from '../../../activities/mitigations/rehearse-plan.ts';
import { readOwnPart } from '../../../activities/postgres/own-parts.ts';
import { postgresSessions } from '../../../activities/postgres/sessions.ts';
import type { SetMaxConnections } from '../../../workflows/contract/databases.ts';
import type { Applied, PlanParameters, Proposal, SetBefore } from '../../../workflows/contract/plans.ts';
import { type ApplyOrder, deps, order } from './approval.ts';
import { raiseMaxConnections } from './mitigation.ts';
import { inDatabase } from './tables.ts';
import { accessTo, asAdmin, attempt, type World } from './world.ts';

/** Raising max_connections of a server that a person restarts; for any version of PostgreSQL since 15. */
export function testRaise(worldOf: () => World): void {
  const mitigation = (change: Partial<SetMaxConnections> = {}, user?: string): SetMaxConnections => ({
    ...raiseMaxConnections(worldOf().target(user)),
    ...change,
  });

  function plan(
    of = mitigation(),
    parameters?: PlanParameters,
    before?: SetBefore,
  ): Promise<Proposal | null> {
    const question = { mitigation: of, parameters, before };
    return attempt().run(planMitigation(accessTo(worldOf().postgres)), question);
  }

  async function approved(
    of = mitigation(),
    parameters?: PlanParameters,
    undoes?: number,
  ): Promise<ApplyOrder> {
    const before = undoes === undefined ? undefined : { plan: undoes, parameters: {} };
    const proposal = await plan(of, parameters, before);
    assert.ok(proposal);
    const given = order(of, proposal, {}, parameters);
    return { ...given, plan: { ...given.plan, undoes } };
  }

  function apply(given: ApplyOrder, number = 1, details?: unknown): Promise<Applied> {
    return attempt({ number, details }).run(applyPlan(deps, accessTo(worldOf().postgres)), given);
  }

  const refused = (says: RegExp, of = mitigation()) =>
    assert.rejects(plan(of), { type: 'ChangeRefused', nonRetryable: true, message: says });

  const admin = (statement: string) =>
    asAdmin(worldOf().server.url, async (client) => (await client.query(statement)).rows);

  const running = async () => Number((await admin('SHOW max_connections'))[0].max_connections);

  const written = async () => {
    const rows = await admin(
      `SELECT setting FROM pg_file_settings WHERE name = 'max_connections' AND sourcefile LIKE '%auto.conf'`,
    );
    return rows.map(({ setting }) => Number(setting));
  };

  /** As it was, for the next test. */
  async function reset(): Promise<void> {
    await admin('ALTER SYSTEM RESET max_connections');
    await worldOf().server.restart();
  }

  test('a plan shows what is let in now and from the restart on, the memory for it, and the way back; it changes nothing', async () => {
    const proposal = await plan();
    assert.ok(proposal);
    const { server } = worldOf();
    assert.deepEqual(
      proposal.targets.map(({ id, title, state }) => ({ id, title, keys: Object.keys(state) })),
      [
        {
          id: 'max_connections',
          title: `max_connections of shop-db (127.0.0.1:${server.port})`,
          keys: ['server', 'running', 'written'],
        },
      ],
    );
    assert.deepEqual(proposal.preview, [
      'ALTER SYSTEM SET max_connections = 40;',
      '-- then restart the server, by hand: until then nothing changes',
    ]);
    assert.match(proposal.observed, /lets 20 connections in, 1[57] of them for applications\.$/);
    assert.match(
      proposal.predicted,
      /^From its next restart, which is up to people, on it lets 40 in, 3[57] of them for applications\. 20 more take about 40 MB idle and 124 MB when each sorts once \(work_mem 4MB\), beside shared_buffers of 16MB; what there is is not known here\.$/,
    );
    assert.match(
      proposal.blastRadius,
      /^Every session of the server, of whichever database, is cut by the restart/,
    );
    assert.equal(proposal.undo, 'ALTER SYSTEM RESET max_connections;');
    assert.deepEqual(proposal.inverse, { max_connections: null });
    assert.deepEqual(await written(), []);
  });

  test('approved it is written once, said by a second attempt, in force from the restart on, and taken back', async () => {
    const given = await approved();
    const rehearsed = await attempt().run(rehearsePlan(accessTo(worldOf().postgres)), given);
    assert.equal(rehearsed.outcome, 'would apply');
    assert.deepEqual(await written(), [], 'a rehearsal writes nothing');
    const outcomes = async (number: number) =>
      (await apply(given, number)).effects.map(({ target, outcome }) => `${target}: ${outcome}`);
    assert.deepEqual(await outcomes(1), ['max_connections: done']);
    assert.deepEqual(await written(), [40]);
    assert.equal(await running(), 20, 'it counts from the restart on');
    assert.deepEqual(await outcomes(2), ['max_connections: done']);
    assert.equal(await plan(), null, 'the restart is up to people');
    await worldOf().server.restart();
    assert.equal(await running(), 40);
    assert.equal(await plan(), null);

    const before = { plan: 1, parameters: {} };
    const proposal = await plan(mitigation(), given.plan.inverse, before);
    assert.equal(proposal?.preview[0], 'ALTER SYSTEM RESET max_connections;');
    assert.equal(proposal.changedSince, undefined);
    assert.match(proposal.predicted, /lets 20 in/);
    assert.equal((await apply(await approved(mitigation(), given.plan.inverse, 1))).outcome, 'applied');
    assert.deepEqual(await written(), []);
    await worldOf().server.restart();
    assert.equal(await running(), 20);
  });

  test('what was written before is the way back', async () => {
    await admin('ALTER SYSTEM SET max_connections = 30');
    try {
      const proposal = await plan();
      assert.match(proposal?.observed ?? '', /lets 20 connections in \(30 is written for its next start\)/);
      assert.deepEqual(proposal?.inverse, { max_connections: 30 });
      const given = await approved();
      await apply(given);
      await admin('ALTER SYSTEM SET max_connections = 35');
      const back = await plan(mitigation(), given.plan.inverse, { plan: 1, parameters: {} });
      assert.equal(back?.changedSince, true);
      assert.match(back?.observed ?? '', /somebody has changed max_connections of shop-db .* since/);
      assert.equal((await apply(await approved(mitigation(), given.plan.inverse, 1))).outcome, 'applied');
      assert.deepEqual(await written(), [30]);
    } finally {
      await reset();
    }
  });

  test('what somebody wrote since the plan is not overwritten', async () => {
    const given = await approved();
    await admin('ALTER SYSTEM SET max_connections = 25');
    try {
      const compared = attempt().run(comparePlan(accessTo(worldOf().postgres)), given);
      assert.match((await compared).join(), /written was not set, and is now 25$/);
      const applied = await apply(given);
      assert.ok(applied.outcome === 'refused');
      assert.match(applied.difference.join(), /written was not set, and is now 25$/);
      assert.deepEqual(await written(), [25]);
    } finally {
      await reset();
    }
  });

  test('nothing that raises nothing, or too much', async () => {
    await refused(
      /^The server .*lets 20 connections in already: 20 raises nothing\./,
      mitigation({ value: 20 }),
    );
    await refused(/lets 20 connections in already: 10 raises nothing/, mitigation({ value: 10 }));
    await refused(/^40 connections are more than the ceiling of 39 /, mitigation({ ceiling: 39 }));
    await admin('ALTER SYSTEM SET max_connections = 50');
    try {
      await refused(/^50 connections are written for its next start already: 40 would be fewer/);
    } finally {
      await admin('ALTER SYSTEM RESET max_connections');
    }
    await assert.rejects(plan(mitigation(), { max_connections: 'many' }, { plan: 1, parameters: {} }), {
      type: 'InvalidInput',
      message: /takes a whole number, or null/,
    });
  });

  test('a role is told exactly what it lacks, and with that it may', async () => {
    const inShop = inDatabase(worldOf());
    const grants: string[] = [];
    for (;;) {
      const refusal = await plan(mitigation({}, 'watcher')).then(
        () => undefined,
        (error: Error & { type?: string }) => {
          assert.equal(error.type, 'NotAuthorised');
          return error.message;
        },
      );
      if (refusal === undefined) break;
      assert.ok(grants.length < 3, refusal);
      assert.match(refusal, /^watcher may not set max_connections at .* In the database of its URL: GRANT/);
      const grant = /GRANT [^;]+;/.exec(refusal)?.[0] ?? '';
      grants.push(grant);
      await inShop(grant);
    }
    assert.equal(grants.length, 3);
    try {
      const given = await approved(mitigation({}, 'watcher'));
      assert.equal((await apply(given)).outcome, 'applied');
      assert.deepEqual(await written(), [40]);
    } finally {
      for (const grant of grants) {
        await inShop(grant.replace('GRANT', 'REVOKE').replace(' TO ', ' FROM '));
      }
      await reset();
    }
  });

  test('a server with any database that Mayday itself hangs on is neither planned nor changed', async () => {
    const given = await approved();
    const own = readOwnPart(new URL('/books', worldOf().server.url).href);
    assert.ok(own);
    const postgres = postgresSessions((text) => text.replace(/\$\{([^}]+)\}/, '$1'), [own]);
    const says = /^Mayday itself hangs on .*books \(MAYDAY_OWN_PARTS\) and never changes it/;
    const access = accessTo(postgres);
    await assert.rejects(attempt().run(planMitigation(access), { mitigation: mitigation() }), {
      type: 'ChangeRefused',
      message: says,
    });
    const applied = await attempt().run(applyPlan(deps, access), given);
    assert.ok(applied.outcome === 'refused');
    assert.match(applied.because, says);
    assert.deepEqual(await written(), []);
  });

  test('a standby that follows is said', async () => {
    const standby = await worldOf().visitor({ user: 'standby', replication: true });
    const proposal = await plan();
    assert.match(
      proposal?.blastRadius ?? '',
      /1 standbys or other readers of its log follow it.* raise those first/,
    );
    await standby.client.end();
  });
}
