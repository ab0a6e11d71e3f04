import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import type { Freeze } from '../../../workflows/contract/freeze.ts';
import { type ApplyOrder, deps, order } from './approval.ts';
import { limitConnections, terminateIdle } from './mitigation.ts';
import {
  accessTo,
  asAdmin,
  attempt,
  noServerOfOurOwn,
  startWorld,
  type Visitor,
  type World,
} from './world.ts';

const skip = await noServerOfOurOwn();

const freeze: Freeze = { system: null, by: 'carol', reason: 'we look first', since: '2026-01-05T03:00:00Z' };

/** What may change between two attempts, so that the second must not go on. */
const halts: [string, Partial<typeof deps>, RegExp][] = [
  ['all is frozen', { freezes: { inForce: async () => freeze } }, /Thaw first/],
  ['the target is not ours any more', { leases: { holds: async () => false } }, /no longer this plan's/],
  ['the approver is none any more', { catalogue: { ...deps.catalogue, people: () => new Map() } }, /alice/],
];

describe('an attempt that must not go on', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(async () => {
    await world.empty();
    await asAdmin(world.server.url, (admin) => admin.query('ALTER ROLE app CONNECTION LIMIT -1'));
  });
  after(() => world.stop());

  const apply = (given: ApplyOrder, number: number, change: Partial<typeof deps> = {}) =>
    attempt({ number }).run(applyPlan({ ...deps, ...change }, accessTo(world.postgres)), given);

  async function limited(limit: number): Promise<ApplyOrder> {
    const mitigation = limitConnections(world.target('keeper'));
    const parameters = { limit };
    const proposal = await attempt().run(planMitigation(accessTo(world.postgres)), {
      mitigation,
      parameters,
    });
    assert.ok(proposal);
    return order(mitigation, proposal, {}, parameters);
  }

  async function terminated(count: number): Promise<{ visitors: Visitor[]; given: ApplyOrder }> {
    const visitors = await world.visitors(count);
    await sleep(150);
    const mitigation = terminateIdle(world.target());
    const proposal = await attempt().run(planMitigation(accessTo(world.postgres)), { mitigation });
    assert.ok(proposal);
    return { visitors, given: order(mitigation, proposal) };
  }

  for (const [what, change, says] of halts) {
    test(`${what}: the first attempt changes nothing`, async () => {
      const { visitors, given } = await terminated(2);
      const applied = await apply(given, 1, change);
      assert.ok(applied.outcome === 'refused');
      assert.match(applied.because, says);
      assert.deepEqual(applied.effects, []);
      await sleep(100);
      assert.ok(visitors.every(({ gone }) => !gone));
    });

    test(`${what}: a later attempt ends nobody, and says whom one before it may have ended`, async () => {
      const { visitors, given } = await terminated(4);
      const half = given.plan.targets.slice(0, 2);
      await apply(order(given.mitigation, { ...given.plan, targets: half }), 1);
      const applied = await apply(given, 2, change);
      assert.ok(applied.outcome === 'refused');
      assert.match(applied.because, says);
      assert.deepEqual(
        applied.effects.map(({ target, outcome }) => [target, outcome]),
        half.map(({ id }) => [id, 'done']),
      );
      assert.deepEqual(
        visitors.map(({ gone }) => gone),
        [true, true, false, false],
      );
    });

    test(`${what}: a limit that an attempt before it has set is not called unchanged`, async () => {
      const given = await limited(5);
      await apply(given, 1);
      const applied = await apply(given, 2, change);
      assert.deepEqual(
        applied.effects.map(({ target, outcome }) => [target, outcome]),
        [['role app', 'done']],
      );
    });

    test(`${what}: a limit that no attempt has set is not set`, async () => {
      const given = await limited(5);
      const applied = await apply(given, 2, change);
      assert.ok(applied.outcome === 'refused');
      assert.match(applied.because, says);
      assert.deepEqual(applied.effects, []);
      assert.deepEqual((await limited(5)).plan.targets[0]?.state, { role: 'app', limit: -1 });
    });
  }
});
