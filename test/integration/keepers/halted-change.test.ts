import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freezes } from '../../../activities/keepers/freezes.ts';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { readOwnPart } from '../../../activities/postgres/own-parts.ts';
import { type Postgres, postgresSessions, type Session } from '../../../activities/postgres/sessions.ts';
import { connectTemporal, lazyTemporal, type Temporal } from '../../../client/temporal.ts';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import { freezeType, freezeWorkflowId } from '../../../workflows/contract/freeze.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { notOurOwn } from '../../harness/servers.ts';
import { deps, order } from '../postgres/approval.ts';
import { limitConnections, terminateIdle } from '../postgres/mitigation.ts';
import { accessTo, attempt, noServerOfOurOwn, startWorld, type World } from '../postgres/world.ts';

const skip = (await noServerOfOurOwn()) || (await notOurOwn('temporal'));

describe('a change that is halted', { skip }, () => {
  let world: World;
  let server: TemporalServer;
  let temporal: Temporal;
  before(async () => {
    world = await startWorld();
    server = await startTemporal({ headless: true });
    temporal = await connectTemporal({
      environment: { TEMPORAL_ADDRESS: server.address },
      identity: 'halt-test',
    });
  });
  afterEach(() => world.empty());
  after(async () => {
    await temporal?.close();
    await server?.stop();
    await world?.stop();
  });

  /** Takes its time for each session. `before` is called with how many were told to end so far. */
  function slowly(ms: number, before: (told: number) => Promise<void>): Postgres {
    let told = 0;
    return {
      ...world.postgres,
      session: (target, work) =>
        world.postgres.session(target, (session, place) => {
          const query = async (text: string, values?: unknown[]) => {
            if (text.includes('pg_terminate_backend(')) {
              await before(told);
              told += 1;
              await sleep(ms);
            }
            return session.query(text, values);
          };
          return work({ query } as Session, place);
        }),
    };
  }

  async function approved(count: number) {
    const visitors = await world.visitors(count);
    await sleep(150);
    const mitigation = terminateIdle(world.target());
    const proposal = await attempt().run(planMitigation(accessTo(world.postgres)), { mitigation });
    assert.equal(proposal?.targets.length, count);
    return { visitors, given: order(mitigation, proposal) };
  }

  const freeze = (system: string) =>
    temporal.client.workflow.start(freezeType, {
      workflowId: freezeWorkflowId(system),
      taskQueue: coordinationQueue,
      args: [],
      memo: { by: 'dora', reason: 'we look into it' },
    });

  test('by a freeze, stops before the next session, with no worker alive, and says what was done', async () => {
    const { visitors, given } = await approved(6);
    const frozen = { ...deps, freezes: freezes(temporal.client) };
    const slow = slowly(800, async (told) => {
      if (told === 2) await freeze('shop');
    });
    const applied = await attempt().run(applyPlan(frozen, accessTo(slow)), given);
    assert.ok(applied.outcome === 'refused');
    assert.match(
      applied.because,
      /^All changes to shop are frozen since .* by dora: we look into it\. Thaw first: mayday thaw --system shop$/,
    );
    const done = applied.effects.filter(({ outcome }) => outcome === 'done').length;
    assert.ok(done >= 3 && done < 6, `${done} were ended`);
    assert.equal(applied.difference.length, 6 - done);
    assert.match(applied.difference[0] ?? '', /was left alone$/);
    await sleep(200);
    assert.equal(visitors.filter(({ errors }) => errors.includes('57P01')).length, done);

    await world.empty();
    const second = await approved(1);
    const refused = await attempt().run(applyPlan(frozen, accessTo(world.postgres)), second.given);
    assert.deepEqual([refused.outcome, refused.effects], ['refused', []]);
    assert.deepEqual(second.visitors[0]?.errors, []);
    await temporal.client.workflow.getHandle(freezeWorkflowId('shop')).terminate('a test');
  });

  test('by a lease that went to another incident, touches nothing', async () => {
    const { visitors, given } = await approved(2);
    const lost = { ...deps, leases: { holds: async () => false } };
    const applied = await attempt().run(applyPlan(lost, accessTo(world.postgres)), given);
    assert.ok(applied.outcome === 'refused');
    assert.match(applied.because, /^shop-db is no longer this plan's to change/);
    const without = await attempt().run(applyPlan(deps, accessTo(world.postgres)), { ...given, leases: [] });
    assert.equal(without.outcome, 'refused', 'without any lease nothing is changed');
    await sleep(100);
    for (const visitor of visitors) assert.deepEqual(visitor.errors, []);
  });

  test('by a Temporal that is away, touches nothing and may be tried again', async () => {
    const { visitors, given } = await approved(2);
    const away = lazyTemporal({ environment: { TEMPORAL_ADDRESS: '127.0.0.1:1' }, identity: 'halt-test' });
    try {
      const unasked = { ...deps, freezes: freezes(away.client) };
      await assert.rejects(attempt().run(applyPlan(unasked, accessTo(world.postgres)), given), {
        type: 'TargetUnreachable',
        nonRetryable: false,
      });
    } finally {
      await away.close();
    }
    await sleep(100);
    for (const visitor of visitors) assert.deepEqual(visitor.errors, []);
  });

  test("of Mayday's own database is neither planned nor made", async () => {
    const { visitors, given } = await approved(1);
    const url = new URL(world.server.url);
    const part = readOwnPart(`postgres://app@${url.host}/shop`);
    assert.ok(part);
    const own = postgresSessions((text) => text.replace(/\$\{([^}]+)\}/, '$1'), [part]);
    const { mitigation } = given;
    await assert.rejects(attempt().run(planMitigation(accessTo(own)), { mitigation }), {
      type: 'ChangeRefused',
      message: /^Mayday itself hangs on .*\/shop \(MAYDAY_OWN_PARTS\) and never changes it: do it by hand\.$/,
    });
    const applied = await attempt().run(applyPlan(deps, accessTo(own)), given);
    assert.ok(applied.outcome === 'refused');
    assert.match(applied.because, /^Mayday itself hangs on/);
    await sleep(100);
    assert.deepEqual(visitors[0]?.errors, []);

    const elsewhere = {
      ...world.target('keeper', (other) => {
        other.pathname = '/books';
      }),
      database: 'books',
    };
    const role = limitConnections(elsewhere, 'app');
    await assert.rejects(
      attempt().run(planMitigation(accessTo(own)), { mitigation: role, parameters: { limit: 3 } }),
      { type: 'ChangeRefused' },
      'its role is of the whole server',
    );
  });
});
