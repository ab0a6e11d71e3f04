import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { comparePlan } from '../../../activities/mitigations/compare-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import type { Postgres, Session } from '../../../activities/postgres/sessions.ts';
import { effectKey } from '../../../workflows/contract/keys.ts';
import type { Bundle, SingleMitigation } from '../../../workflows/contract/mitigations.ts';
import type { PlanParameters, Proposal, SetBefore } from '../../../workflows/contract/plans.ts';
import type { PostgresTarget } from '../../../workflows/contract/profile.ts';
import { type ApplyOrder, deps, order } from './approval.ts';
import { limitConnections, terminateIdle } from './mitigation.ts';
import { accessTo, asAdmin, attempt, noServerOfOurOwn, startWorld, type World } from './world.ts';

const skip = await noServerOfOurOwn();

describe('a bundle is one plan', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld({ slots: 20 });
    await admin('GRANT other TO keeper WITH ADMIN OPTION');
  });
  afterEach(async () => {
    await world.empty();
    for (const role of ['app', 'other']) await admin(`ALTER ROLE ${role} NOSUPERUSER CONNECTION LIMIT -1`);
  });
  after(() => world.stop());

  const admin = (statement: string) =>
    asAdmin(world.server.url, async (client) => (await client.query(statement)).rows);

  const limits = async () => {
    const rows = await admin('SELECT rolname, rolconnlimit AS limit FROM pg_roles');
    return ['app', 'other'].map((role) => rows.find(({ rolname }) => rolname === role)?.limit);
  };

  /** Both roles of the server. */
  const bothRoles = (): Bundle =>
    bundled(
      { ...limitConnections(world.target('keeper'), 'app'), name: 'limitApp', title: 'Limit app' },
      { ...limitConnections(world.target('keeper'), 'other'), name: 'limitOther', title: 'Limit other' },
    );

  /** The idle sessions of two databases. */
  const bothDatabases = (): Bundle => {
    const books = world.target('postgres', (url) => {
      url.pathname = '/books';
    });
    return bundled(
      { ...terminateIdle(world.target()), name: 'endShop', title: 'Shop' },
      { ...terminateIdle({ ...books, id: 'books-db', database: 'books' }), name: 'endBooks', title: 'Books' },
    );
  };

  function plan(
    mitigation: Bundle,
    parameters?: PlanParameters,
    before?: SetBefore,
  ): Promise<Proposal | null> {
    return attempt().run(planMitigation(accessTo(world.postgres)), { mitigation, parameters, before });
  }

  async function approved(mitigation: Bundle, parameters?: PlanParameters): Promise<ApplyOrder> {
    const proposal = await plan(mitigation, parameters);
    assert.ok(proposal);
    return order(mitigation, proposal, {}, parameters);
  }

  async function apply(
    given: ApplyOrder,
    { number = 1, details = undefined as unknown, postgres = world.postgres } = {},
  ) {
    const one = attempt({ number, details });
    const applied = await one.run(applyPlan(deps, accessTo(postgres)), given);
    return { applied, beats: one.heartbeats };
  }

  /** Our access, with something that happens right before the so-many-th statement of a kind. */
  function interrupted(statement: RegExp, turn: number, happens: () => Promise<unknown>): Postgres {
    let turns = 0;
    return {
      ...world.postgres,
      session: (target: PostgresTarget, work) =>
        world.postgres.session(target, (session, place) => {
          const query = async (text: string, values?: unknown[]) => {
            if (statement.test(text)) turns += 1;
            if (statement.test(text) && turns === turn) await happens();
            return session.query(text, values);
          };
          return work({ query } as Session, place);
        }),
    };
  }

  test('a plan has the targets, preview, reach and undo of all parts, each by its name', async () => {
    await admin('ALTER ROLE other CONNECTION LIMIT 9');
    const proposal = await plan(bothRoles(), { limit: 5 });
    assert.ok(proposal);
    assert.deepEqual(
      proposal.targets.map(({ id, state }) => ({ id, state })),
      [
        { id: 'limitApp: role app', state: { role: 'app', limit: -1 } },
        { id: 'limitOther: role other', state: { role: 'other', limit: 9 } },
      ],
    );
    assert.deepEqual(proposal.preview, [
      '-- Limit app',
      'ALTER ROLE app CONNECTION LIMIT 5;',
      '-- Limit other',
      'ALTER ROLE other CONNECTION LIMIT 5;',
    ]);
    assert.match(
      proposal.observed,
      /^Limit app: The role app .* Limit other: The role other may have at most 9/,
    );
    assert.match(proposal.blastRadius, /^Limit app: The role app .* Limit other: The role other /);
    assert.match(
      proposal.undo ?? '',
      /^Limit other: ALTER ROLE other .* 9; Limit app: ALTER ROLE app .* -1;$/,
    );
    assert.deepEqual(proposal.inverse, { 'limitApp/limit': -1, 'limitOther/limit': 9 });
    assert.deepEqual(await limits(), [-1, 9], 'a plan changes nothing');
  });

  test('a part that needs no change is left out, and that is said; without any there is no plan', async () => {
    await admin('ALTER ROLE app CONNECTION LIMIT 5');
    const proposal = await plan(bothRoles(), { limit: 5 });
    assert.deepEqual(
      proposal?.targets.map(({ id }) => id),
      ['limitOther: role other'],
    );
    assert.match(proposal?.observed ?? '', /Limit app: nothing is left to change/);
    await admin('ALTER ROLE other CONNECTION LIMIT 5');
    assert.equal(await plan(bothRoles(), { limit: 5 }), null);
  });

  test('approved once, every part is changed; undone as one plan in reverse, all is as before', async () => {
    await admin('ALTER ROLE other CONNECTION LIMIT 9');
    const given = await approved(bothRoles(), { limit: 5 });
    const { applied, beats } = await apply(given);
    assert.equal(applied.outcome, 'applied');
    assert.deepEqual(
      applied.effects.map(({ key, target, outcome }) => ({ key, target, outcome })),
      given.plan.targets.map(({ id }) => ({
        key: effectKey(given.keyId, given.plan.hash, id),
        target: id,
        outcome: 'done',
      })),
    );
    assert.deepEqual(beats.at(-1), { done: ['limitApp: role app', 'limitOther: role other'] });
    assert.deepEqual(await limits(), [5, 5]);

    const back = await approved(bothRoles(), given.plan.inverse);
    assert.deepEqual(
      back.plan.targets.map(({ id }) => id),
      ['limitOther: role other', 'limitApp: role app'],
    );
    const undone = await apply(back);
    assert.deepEqual(
      undone.applied.effects.map(({ target }) => target),
      ['limitOther: role other', 'limitApp: role app'],
    );
    assert.deepEqual(await limits(), [-1, 9]);
    assert.equal(await plan(bothRoles(), given.plan.inverse), null, 'nothing is left to take back');
  });

  test('to be taken back when somebody has changed one part since, the plan says so', async () => {
    const given = await approved(bothRoles(), { limit: 5 });
    await apply(given);
    await admin('ALTER ROLE other CONNECTION LIMIT 8');
    const before = { plan: 2, parameters: { limit: 5 } };
    const back = await plan(bothRoles(), given.plan.inverse, before);
    assert.match(
      back?.observed ?? '',
      /other may have at most 8 connections.* Plan 2 had allowed it at most 5 connections: somebody has changed that since\. Limit app/,
    );
    assert.doesNotMatch(back?.observed.slice(back.observed.indexOf('Limit app')) ?? '', /somebody/);
  });

  test('one part that moved refuses all of it, with the difference, and nothing is changed', async () => {
    const given = await approved(bothRoles(), { limit: 5 });
    const { mitigation, plan: waiting } = given;
    const compare = () => attempt().run(comparePlan(accessTo(world.postgres)), { mitigation, plan: waiting });
    assert.deepEqual(await compare(), []);
    await admin('ALTER ROLE other CONNECTION LIMIT 7');
    const moved =
      'Limit other: the role other was allowed any number of connections, and is now allowed at most 7 connections';
    assert.deepEqual(await compare(), [moved]);
    const { applied } = await apply(given);
    assert.ok(applied.outcome === 'refused');
    assert.deepEqual([applied.difference, applied.effects], [[moved], []]);
    assert.deepEqual(await limits(), [-1, 7]);
  });

  test('a part that moves half-way ends it there, and what was done before is said', async () => {
    const given = await approved(bothRoles(), { limit: 5 });
    const postgres = interrupted(/^ALTER ROLE app/, 1, () => admin('ALTER ROLE other CONNECTION LIMIT 7'));
    const { applied } = await apply(given, { postgres });
    assert.ok(applied.outcome === 'refused');
    assert.match(applied.because, /^Limit other: the limit is not as it was/);
    assert.deepEqual(
      applied.effects.map(({ target, outcome, says }) => ({ target, outcome, says })),
      [
        {
          target: 'limitApp: role app',
          outcome: 'done',
          says: 'Limit app: role app: it may have at most 5 connections now, before any number of connections',
        },
      ],
    );
    assert.deepEqual(await limits(), [5, 7]);
  });

  test('a part that may not be changed any more ends it there, and what was done before is not lost', async () => {
    const given = await approved(bothRoles(), { limit: 5 });
    const revoke = () => admin('REVOKE other FROM keeper');
    const { applied } = await apply(given, { postgres: interrupted(/^ALTER ROLE other/, 1, revoke) });
    await admin('GRANT other TO keeper WITH ADMIN OPTION');
    assert.ok(applied.outcome === 'refused');
    assert.match(applied.because, /^Limit other: /);
    assert.deepEqual(
      applied.effects.map(({ target }) => target),
      ['limitApp: role app'],
    );
    assert.deepEqual(await limits(), [5, -1]);
  });

  test('killed half-way and tried again it goes on, and each part is changed once', async () => {
    const given = await approved(bothRoles(), { limit: 5 });
    const cut = () =>
      admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'keeper'`);
    const killed = interrupted(/^ALTER ROLE other/, 1, cut);
    await assert.rejects(apply(given, { postgres: killed }), { nonRetryable: false });
    assert.deepEqual(await limits(), [5, -1]);
    const statements: string[] = [];
    const counted: Postgres = {
      ...world.postgres,
      session: (target, work) =>
        world.postgres.session(target, (session, place) => {
          const query = (text: string, values?: unknown[]) => {
            if (text.startsWith('ALTER')) statements.push(text);
            return session.query(text, values);
          };
          return work({ query } as Session, place);
        }),
    };
    for (const details of [{ done: ['limitApp: role app'] }, undefined]) {
      const { applied, beats } = await apply(given, { number: 2, details, postgres: counted });
      assert.equal(applied.outcome, 'applied');
      assert.deepEqual(
        applied.effects.map(({ outcome }) => outcome),
        ['done', 'done'],
      );
      if (details) assert.deepEqual(beats.at(-1), { done: ['limitApp: role app', 'limitOther: role other'] });
    }
    assert.deepEqual(statements, ['ALTER ROLE other CONNECTION LIMIT 5;']);
    assert.deepEqual(await limits(), [5, 5]);
  });

  test('a later attempt that must not go on says what the one before it did in every part', async () => {
    const given = await approved(bothRoles(), { limit: 5 });
    await apply(given);
    await admin('ALTER ROLE app CONNECTION LIMIT 7');
    const details = { done: given.plan.targets.map(({ id }) => id) };
    const { applied } = await apply(given, { number: 2, details });
    assert.ok(applied.outcome === 'refused');
    assert.match(applied.because, /^Limit app: the limit is not as it was/);
    assert.deepEqual(
      applied.effects.map(({ target, outcome }) => ({ target, outcome })),
      details.done.map((target) => ({ target, outcome: 'done' })),
    );
    assert.deepEqual(await limits(), [7, 5]);
  });

  test('a target that is no part of the mitigation is refused', async () => {
    const given = await approved(bothRoles(), { limit: 5 });
    const { applied } = await apply({
      ...given,
      mitigation: { ...bothRoles(), of: bothRoles().of.slice(0, 1) },
    });
    assert.ok(applied.outcome === 'refused');
    assert.match(applied.because, /about other things than its mitigation/);
    assert.deepEqual(await limits(), [-1, -1]);
  });

  test('idle sessions of two databases are ended as one plan, which cannot be taken back and says so', async () => {
    const visitors = [...(await world.visitors(2)), ...(await world.visitors(2, { database: 'books' }))];
    await sleep(150);
    const given = await approved(bothDatabases());
    assert.equal(given.plan.targets.length, 4);
    assert.deepEqual([given.plan.undo, given.plan.inverse], [null, undefined]);
    const { applied } = await apply(given);
    assert.equal(applied.outcome, 'applied');
    assert.deepEqual(
      applied.effects.map(({ outcome }) => outcome),
      Array(4).fill('done'),
    );
    await sleep(100);
    for (const visitor of visitors) assert.deepEqual(visitor.errors, ['57P01']);
  });

  test('a session of the second database that woke up spares those of the first, too', async () => {
    const visitors = [...(await world.visitors(2)), ...(await world.visitors(2, { database: 'books' }))];
    await sleep(150);
    const given = await approved(bothDatabases());
    await visitors[3]?.client.query('SELECT');
    const { applied } = await apply(given);
    assert.ok(applied.outcome === 'refused');
    assert.match(applied.difference.join(), /^Books: pid .* did something in between/);
    await sleep(200);
    assert.deepEqual(
      visitors.flatMap(({ errors }) => errors),
      [],
    );
  });
});

function bundled(first: SingleMitigation, second: SingleMitigation): Bundle {
  const { asks, temporary, risk } = first;
  const of = [first, second];
  return { name: 'both', title: 'Both', action: 'bundle', of, risk, asks, temporary };
}
