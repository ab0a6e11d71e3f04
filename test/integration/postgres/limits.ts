import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import type { PlanParameters, Proposal } from '../../../workflows/contract/plans.ts';
import { type ApplyOrder, deps, order } from './approval.ts';
import { limitConnections } from './mitigation.ts';
import { accessTo, asAdmin, attempt, type World } from './world.ts';

const odd = 'odd "one"; --';

/** Limiting a role's connections; for any version of PostgreSQL. */
export function testLimits(worldOf: () => World): void {
  const admin = (statement: string) =>
    asAdmin(worldOf().server.url, async (client) => (await client.query(statement)).rows);

  async function limitOf(role: string): Promise<number> {
    const rows = await admin('SELECT rolname, rolconnlimit AS limit FROM pg_roles');
    return rows.find(({ rolname }) => rolname === role)?.limit;
  }

  function plan(parameters: PlanParameters, role = 'app', user = 'keeper'): Promise<Proposal | null> {
    const mitigation = limitConnections(worldOf().target(user), role);
    return attempt().run(planMitigation(accessTo(worldOf().postgres)), { mitigation, parameters });
  }

  async function approved(parameters: PlanParameters, role = 'app'): Promise<ApplyOrder> {
    const proposal = await plan(parameters, role);
    assert.ok(proposal);
    return order(limitConnections(worldOf().target('keeper'), role), proposal, {}, parameters);
  }

  const apply = (given: ApplyOrder, number = 1, details?: unknown) =>
    attempt({ number, details }).run(applyPlan(deps, accessTo(worldOf().postgres)), given);

  afterEach(async () => {
    await admin('ALTER ROLE app CONNECTION LIMIT -1');
    await admin('ALTER ROLE other NOSUPERUSER');
  });

  test('a plan shows the limit as it is, what it will be, and the way back', async () => {
    await worldOf().visitors(4);
    const proposal = await plan({ limit: 3 });
    assert.deepEqual(proposal, {
      targets: [{ id: 'role app', title: 'role app at shop-db', state: { role: 'app', limit: -1 } }],
      preview: ['ALTER ROLE app CONNECTION LIMIT 3;'],
      observed: 'The role app may have any number of connections and has 4; the server has 20.',
      predicted:
        'Afterwards it may have at most 3 connections. 1 of its sessions are over it and stay until they end by themselves.',
      blastRadius:
        'The role app in every database of the server: no session is cut, but whoever connects as app beyond 3 is refused ("too many connections for role").',
      undo: 'ALTER ROLE app CONNECTION LIMIT -1;',
      inverse: { limit: -1 },
    });
    assert.equal(await limitOf('app'), -1, 'a plan changes nothing');
    assert.equal(await plan({ limit: -1 }), null, 'nothing to change, no plan');
  });

  test('approved, it holds for new sessions; undone with its inverse, all is as before', async () => {
    const before = await worldOf().visitors(2);
    const given = await approved({ limit: 2 });
    const applied = await apply(given);
    assert.equal(applied.outcome, 'applied');
    assert.deepEqual(
      applied.effects.map(({ target, outcome, says }) => ({ target, outcome, says })),
      [
        {
          target: 'role app',
          outcome: 'done',
          says: 'role app: it may have at most 2 connections now, before any number of connections',
        },
      ],
    );
    await assert.rejects(worldOf().visitor(), { code: '53300' });
    assert.ok(before.every(({ gone }) => !gone));

    const back = await approved(given.plan.inverse ?? {});
    assert.deepEqual(back.plan.targets[0]?.state, { role: 'app', limit: 2 });
    assert.deepEqual(back.plan.inverse, { limit: 2 });
    assert.equal((await apply(back)).outcome, 'applied');
    assert.equal(await limitOf('app'), -1);
    await worldOf().visitor();
  });

  test('tried again after a lost answer it is done, whether the first attempt got to it or not', async () => {
    const given = await approved({ limit: 5 });
    assert.equal((await apply(given, 2)).effects[0]?.outcome, 'done', 'the first had not got to it');
    const again = await apply(given, 2);
    assert.equal(again.outcome, 'applied');
    assert.deepEqual(
      again.effects.map(({ outcome }) => outcome),
      ['done'],
    );
    assert.equal((await apply(given, 3, { done: ['role app'] })).effects[0]?.outcome, 'done');
    assert.equal(await limitOf('app'), 5);
  });

  test('somebody has set the very same limit since: nothing is left to do', async () => {
    const given = await approved({ limit: 5 });
    await admin('ALTER ROLE app CONNECTION LIMIT 5');
    const applied = await apply(given);
    assert.deepEqual([applied.outcome, applied.effects[0]?.outcome], ['applied', 'left alone']);
  });

  test('somebody has set another limit since: refused, with the difference, and theirs stays', async () => {
    const given = await approved({ limit: 5 });
    await admin('ALTER ROLE app CONNECTION LIMIT 7');
    for (const number of [1, 2]) {
      const applied = await apply(given, number);
      assert.ok(applied.outcome === 'refused');
      assert.deepEqual(applied.difference, [
        'the role app was allowed any number of connections, and is now allowed at most 7 connections',
      ]);
      assert.deepEqual(applied.effects, []);
    }
    assert.equal(await limitOf('app'), 7);
  });

  test('another number than the approved one is refused', async () => {
    const given = await approved({ limit: 5 });
    const others: (PlanParameters | undefined)[] = [{ limit: 6 }, {}, undefined];
    for (const parameters of others) {
      const applied = await apply({ ...given, plan: { ...given.plan, parameters } });
      assert.ok(applied.outcome === 'refused');
      assert.match(applied.because, /not the one its hash stands for/);
    }
    assert.equal(await limitOf('app'), -1);
  });

  test('a limit that Mayday would not set has no way back by Mayday', async () => {
    await admin('ALTER ROLE app CONNECTION LIMIT 0');
    const proposal = await plan({ limit: 5 });
    assert.equal(proposal?.inverse, undefined);
    assert.match(proposal?.undo ?? '', /^ALTER ROLE app CONNECTION LIMIT 0; \(by hand/);
  });

  test('a name is a name, whatever is in it', async () => {
    assert.equal((await apply(await approved({ limit: 4 }, odd))).outcome, 'applied');
    assert.equal(await limitOf(odd), 4);
    assert.equal((await apply(await approved({ limit: -1 }, odd))).outcome, 'applied');
  });

  const refusals: [string, string, string, RegExp][] = [
    ['a superuser', 'chief', 'ChangeRefused', /is a superuser/],
    ['its own role', 'keeper', 'ChangeRefused', /the role Mayday itself logs in with/],
    ['a role that is not there', 'nobody', 'TargetNotFound', /There is no role "nobody"/],
  ];
  for (const [what, role, type, message] of refusals) {
    test(`${what} is never limited`, async () => {
      await assert.rejects(plan({ limit: 5 }, role), { type, message, nonRetryable: true });
    });
  }

  test('a role that ours may not alter is not proposed, and what to grant is said', async () => {
    await assert.rejects(plan({ limit: 5 }, 'app', 'watcher'), {
      type: 'NotAuthorised',
      message: /ALTER ROLE watcher CREATEROLE and, .* GRANT app TO watcher WITH ADMIN OPTION/,
    });
  });

  test('a role that has become a superuser since the plan is left alone', async () => {
    const proposal = await plan({ limit: 5 }, 'other', 'postgres');
    assert.ok(proposal);
    const mitigation = limitConnections(worldOf().target(), 'other');
    await admin('ALTER ROLE other SUPERUSER');
    const applied = await apply(order(mitigation, proposal, {}, { limit: 5 }));
    assert.ok(applied.outcome === 'refused');
    assert.match(applied.because, /is a superuser/);
    assert.equal(await limitOf('other'), -1);
  });

  for (const limit of [undefined, 0, -2, 2.5, 21, '3', '3; DROP ROLE app', Number.NaN]) {
    test(`${JSON.stringify(limit)} is no limit`, async () => {
      const parameters: PlanParameters = limit === undefined ? {} : { limit };
      await assert.rejects(plan(parameters), {
        type: 'InvalidInput',
        message: /write a whole number from 1 to 20/,
      });
    });
  }
}
