import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { measure } from '../../../activities/mitigations/measure.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import type { Postgres, Session } from '../../../activities/postgres/sessions.ts';
import { effectKey } from '../../../workflows/contract/keys.ts';
import type { Mitigation } from '../../../workflows/contract/mitigations.ts';
import type { Applied, Decision } from '../../../workflows/contract/plans.ts';
import { type ApplyOrder, approval, deps, keys, order, signed } from './approval.ts';
import { improvementOf, terminateIdle } from './mitigation.ts';
import { accessTo, attempt, noServerOfOurOwn, startWorld, type Visitor, type World } from './world.ts';

const skip = await noServerOfOurOwn();

describe('an approved termination', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  /** So many idle sessions, and the approved plan that ends them. */
  async function approved(count: number): Promise<{ visitors: Visitor[]; given: ApplyOrder }> {
    const visitors = await world.visitors(count);
    await sleep(150);
    const mitigation = terminateIdle(world.target());
    const proposal = await attempt().run(planMitigation(accessTo(world.postgres)), { mitigation });
    assert.equal(proposal?.targets.length, count);
    return { visitors, given: order(mitigation, proposal) };
  }

  function apply(given: ApplyOrder, before?: { number: number; details?: unknown }) {
    const one = attempt(before);
    return one
      .run(applyPlan(deps, accessTo(world.postgres)), given)
      .then((applied) => ({ applied, beats: one.heartbeats }));
  }

  async function assertUntouched(visitors: Visitor[]) {
    await sleep(200);
    assert.deepEqual(
      visitors.flatMap((visitor) => visitor.errors),
      [],
    );
  }

  function outcomes(applied: Applied) {
    return applied.effects.map((effect) => effect.outcome);
  }

  test('with every slot taken it ends each session once, and the connections are free again', async () => {
    const { visitors, given } = await approved(7);
    const { applied, beats } = await apply(given);
    assert.equal(applied.outcome, 'applied');
    assert.deepEqual(outcomes(applied), Array(7).fill('done'));
    assert.deepEqual(
      applied.effects.map((effect) => effect.key),
      given.plan.targets.map((target) => effectKey(given.keyId, given.plan.hash, target.id)),
    );
    assert.deepEqual(beats.at(-1), { done: given.plan.targets.map((target) => target.id) });
    const target = world.target();
    const reading = await attempt().run(measure(accessTo(world.postgres)), {
      improvement: improvementOf(target),
    });
    assert.deepEqual([reading.value, reading.good], [0, true], 'done means gone');
    await sleep(100);
    for (const visitor of visitors) assert.deepEqual(visitor.errors, ['57P01']);
  });

  test('tried again after a lost answer it counts what is gone as done and ends nobody else', async () => {
    const { visitors, given } = await approved(4);
    await apply(given);
    const successors = await world.visitors(4);
    await sleep(150);
    const { applied } = await apply(given, { number: 2 });
    assert.equal(applied.outcome, 'applied');
    assert.deepEqual(outcomes(applied), Array(4).fill('done'));
    for (const visitor of visitors) assert.deepEqual(visitor.errors, ['57P01']);
    await assertUntouched(successors);
  });

  test('killed half-way it goes on, each session ended once', async () => {
    const { visitors, given } = await approved(4);
    const [first, second] = given.plan.targets;
    assert.ok(first && second);
    const half = { ...given, ...order(given.mitigation, { ...given.plan, targets: [first, second] }) };
    await apply(half);
    const { applied, beats } = await apply(given, { number: 2, details: { done: [first.id] } });
    assert.equal(applied.outcome, 'applied');
    assert.deepEqual(outcomes(applied), Array(4).fill('done'));
    assert.equal(
      (beats.at(-1) as { done: string[] }).done[0],
      first.id,
      'what was done before stays on the record',
    );
    await sleep(100);
    for (const visitor of visitors) assert.deepEqual(visitor.errors, ['57P01']);
  });

  test('sessions that ended by themselves are already gone', async () => {
    const { visitors, given } = await approved(2);
    await visitors[0]?.client.end();
    await sleep(100);
    const { applied } = await apply(given);
    assert.equal(applied.outcome, 'applied');
    assert.deepEqual(outcomes(applied), ['already gone', 'done']);
  });

  const moves: [string, RegExp, (client: Visitor['client']) => unknown][] = [
    [
      'works now',
      /was idle and is now active/,
      (client) => client.query('SELECT pg_sleep(2)').catch(() => {}),
    ],
    ['is in a transaction', /was idle and is now idle in transaction/, (client) => client.query('BEGIN')],
    [
      'did something in between',
      /did something in between and is idle again/,
      (client) => client.query('SELECT'),
    ],
  ];
  for (const [what, says, move] of moves) {
    test(`refused as a whole when one session ${what}`, async () => {
      const { visitors, given } = await approved(3);
      await Promise.race([move(visitors[2]?.client as Visitor['client']), sleep(100)]);
      const { applied } = await apply(given);
      assert.equal(applied.outcome, 'refused');
      assert.deepEqual(applied.effects, []);
      assert.ok(applied.outcome === 'refused' && applied.difference.length === 1);
      assert.match(applied.difference[0] ?? '', says);
      await assertUntouched(visitors);
    });
  }

  test('refused half-way it says what was done before', async () => {
    const { visitors, given } = await approved(3);
    const [first] = given.plan.targets;
    assert.ok(first);
    await apply(order(given.mitigation, { ...given.plan, targets: [first] }));
    await visitors[2]?.client.query('SELECT');
    const { applied } = await apply(given, { number: 2, details: { done: [first.id] } });
    assert.equal(applied.outcome, 'refused');
    assert.deepEqual(
      applied.effects.map(({ target, outcome }) => ({ target, outcome })),
      [{ target: first.id, outcome: 'done' }],
    );
    await assertUntouched(visitors.slice(1));
  });

  test('a session that wakes up between the look and its turn is spared, and all after it', async () => {
    const { visitors, given } = await approved(3);
    let turns = 0;
    const slow: Postgres = {
      ...world.postgres,
      session: (target, work) =>
        world.postgres.session(target, (session, place) => {
          const query = async (text: string, values?: unknown[]) => {
            if (text.includes('pg_terminate_backend(')) turns += 1;
            if (turns === 2) await visitors[1]?.client.query('SELECT');
            return session.query(text, values);
          };
          return work({ query } as Session, place);
        }),
    };
    const applied = await attempt().run(applyPlan(deps, accessTo(slow)), given);
    assert.ok(applied.outcome === 'refused');
    assert.match(applied.difference.join(), /did something in between/);
    assert.deepEqual(outcomes(applied), ['done']);
    await assertUntouched(visitors.slice(1));
    assert.deepEqual(visitors[0]?.errors, ['57P01']);
  });

  const forgeries: [string, (given: ApplyOrder) => ApplyOrder][] = [
    ['a rejection', (given) => resigned(given, { decision: 'reject' })],
    ['no approval', (given) => ({ ...given, approvals: [] })],
    [
      'no signature',
      (given) => ({ ...given, approvals: [approval({ ...decided(given), signature: undefined })] }),
    ],
    [
      'an altered decision',
      (given) => ({ ...given, approvals: [approval({ ...decided(given), reason: 'added later' })] }),
    ],
    ['the decision of another incident', (given) => resigned(given, { incident: 'another' })],
    ['the decision on another plan', (given) => resigned(given, { hash: 'f'.repeat(64) })],
    [
      'an expired plan',
      (given) => ({ ...given, plan: { ...given.plan, expiresAt: '2026-01-01T00:00:00Z' } }),
    ],
    ['somebody who is no approver', (given) => signedBy(given, 'mallory', keys.mallory)],
    ['a stranger', (given) => signedBy(given, 'trudy', keys.mallory)],
    ["another's name", (given) => signedBy(given, 'alice', keys.mallory)],
    [
      'a target that was not approved',
      (given) => ({ ...given, plan: { ...given.plan, targets: [...given.plan.targets].reverse() } }),
    ],
  ];
  for (const [what, forge] of forgeries) {
    test(`${what} ends nobody's session`, async () => {
      const { visitors, given } = await approved(2);
      const { applied } = await apply(forge(given));
      assert.equal(applied.outcome, 'refused');
      assert.deepEqual(applied.effects, []);
      assert.ok(applied.outcome === 'refused' && applied.because.length > 10);
      await assertUntouched(visitors);
    });
  }

  test('nothing listens: it fails to be tried again', async () => {
    const { visitors, given } = await approved(1);
    const target = world.target('app', (url) => {
      url.port = '1';
    });
    await assert.rejects(apply({ ...given, mitigation: { ...given.mitigation, target } as Mitigation }), {
      type: 'TargetUnreachable',
      nonRetryable: false,
    });
    await assertUntouched(visitors);
  });
});

function decided({ approvals: [given] }: ApplyOrder): Decision {
  assert.ok(given);
  return given.decision;
}

function resigned(given: ApplyOrder, change: Partial<Decision>): ApplyOrder {
  const decision = signed({ ...decided(given), ...change, signature: undefined }, keys.alice);
  return { ...given, approvals: [approval(decision)] };
}

function signedBy(given: ApplyOrder, actor: string, key: (typeof keys)['alice']): ApplyOrder {
  return { ...given, approvals: [approval(signed({ ...decided(given), actor }, key))] };
}
