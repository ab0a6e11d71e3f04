import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { measure } from '../../../activities/mitigations/measure.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { postgresConnections } from '../../../activities/postgres/connections.ts';
import { postgresConnectivity } from '../../../activities/postgres/connectivity.ts';
import { postgresIdleSessions } from '../../../activities/postgres/idle-sessions.ts';
import { postgresLimits } from '../../../activities/postgres/limits.ts';
import type { PostgresTarget } from '../../../workflows/contract/profile.ts';
import { improvementOf, terminateIdle } from './mitigation.ts';
import { accessTo, asAdmin, attempt, canary, noServerOfOurOwn, startWorld, type World } from './world.ts';

const skip = await noServerOfOurOwn();

describe('checks of a database', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  async function ask(database: PostgresTarget) {
    const { run } = attempt();
    const [connectivity, connections, limits, idleSessions] = await Promise.all([
      run(postgresConnectivity(world.postgres), { database }),
      run(postgresConnections(world.postgres), { database, warnAt: 80 }),
      run(postgresLimits(world.postgres), { database }),
      run(postgresIdleSessions(world.postgres), { database, longerThan: 100 }),
    ]);
    return { connectivity, connections, limits, idleSessions };
  }

  test('a database with room is well, and the checks say what they saw', async () => {
    await world.visitor({ application: 'worker' });
    await sleep(150);
    const { connectivity, connections, limits, idleSessions } = await ask(world.target());
    assert.match(connectivity.says, /^The database lets postgres in \(PostgreSQL 1[0-9]/);
    assert.equal(connections.verdict, 'well');
    assert.match(connections.says, /^1 of 7 usable connections are used \(14 %\)/);
    assert.deepEqual(connections.evidence, [
      { state: 'idle', application: 'worker', database: 'shop', sessions: 1 },
    ]);
    assert.equal(
      limits.says,
      'max_connections is 12: 3 kept for superusers, 2 for pg_use_reserved_connections, 7 left for applications.',
    );
    assert.equal(idleSessions.verdict, 'sick');
    assert.equal(idleSessions.evidence?.[0]?.application, 'worker');
  });

  for (const role of ['postgres', 'keyholder']) {
    test(`with every slot taken, ${role} still gets in through one reserved slot and every check answers`, async () => {
      await world.visitors(7);
      await assert.rejects(world.visitor(), { code: '53300' });
      await sleep(150);
      const { connectivity, connections, limits, idleSessions } = await ask(world.target(role));
      assert.equal(connectivity.verdict, 'sick');
      assert.match(connectivity.says, /^Too many clients: 7 of 7 .* got in as \w+ through a reserved slot/);
      assert.equal(connections.verdict, 'sick');
      assert.match(connections.says, /7 idle, application web/);
      assert.equal(limits.verdict, 'well');
      assert.equal(idleSessions.verdict, 'sick');
      assert.equal(idleSessions.evidence?.length, 7);
      assert.match(idleSessions.says, /^7 sessions of database "shop" are idle for more than 100 ms/);
      const ours = await asAdmin(world.server.url, (admin) =>
        admin.query(`SELECT FROM pg_stat_activity WHERE application_name = 'mayday' AND usename = '${role}'`),
      );
      assert.ok((ours.rowCount ?? 0) <= 1, 'parallel checks share one slot');
    });
  }

  test('a role without a reserved slot finds "too many clients", and a reading of 100', async () => {
    await world.visitors(7);
    const findings = await ask(world.target('watcher'));
    for (const finding of Object.values(findings)) {
      assert.equal(finding.verdict, 'sick');
      assert.match(finding.says, /^Too many clients: .*pg_use_reserved_connections/);
    }
    const target = world.target('watcher');
    const reading = await attempt().run(measure(accessTo(world.postgres)), {
      improvement: improvementOf(target),
    });
    assert.deepEqual([reading.value, reading.good], [100, false]);
    await assert.rejects(
      attempt().run(planMitigation(accessTo(world.postgres)), { mitigation: terminateIdle(target) }),
      {
        type: 'TargetUnreachable',
        nonRetryable: false,
      },
    );
  });

  test('it lets its slot go when nobody asks any more', async () => {
    await ask(world.target('watcher'));
    await sleep(1_500);
    const ours = await asAdmin(world.server.url, (admin) =>
      admin.query(`SELECT FROM pg_stat_activity WHERE application_name = 'mayday' AND usename = 'watcher'`),
    );
    assert.equal(ours.rowCount, 0);
  });

  test('a role that is not shown other sessions counts them all the same and says what it lacks', async () => {
    await world.visitors(6);
    const { connections, idleSessions } = await ask(world.target('blind'));
    assert.equal(connections.verdict, 'sick');
    assert.match(connections.says, /^6 of 7/);
    assert.equal(idleSessions.verdict, 'unknown');
    assert.match(idleSessions.says, /6 sessions of other roles are not shown to ours: GRANT pg_monitor/);
  });

  const refusals: [string, 'sick' | 'unknown', RegExp, string, ((url: URL) => void)?][] = [
    [
      'a wrong password',
      'unknown',
      /does not accept the password of app/,
      'app',
      (url) => {
        url.password = 'canary-wrong';
      },
    ],
    [
      'no password at all',
      'unknown',
      /does not accept the password of app/,
      'app',
      (url) => {
        url.password = '';
      },
    ],
    ['a role that may not log in', 'unknown', /does not let banned in .*not permitted to log in/, 'banned'],
    [
      'a missing database',
      'sick',
      /has no database "gone"/,
      'app',
      (url) => {
        url.pathname = '/gone';
      },
    ],
    [
      'TLS asked for and not offered',
      'unknown',
      /asks for TLS, and PostgreSQL at .* offers none/,
      'app',
      (url) => {
        url.searchParams.set('sslmode', 'require');
      },
    ],
    [
      'an unusable URL',
      'unknown',
      /is not one of PostgreSQL/,
      'app',
      (url) => {
        url.hash = 'half-a-password';
      },
    ],
  ];
  for (const [what, verdict, says, user, change] of refusals) {
    test(`${what} is a finding that says what to do, without the password`, async () => {
      const findings = Object.values(await ask(world.target(user, change)));
      for (const finding of findings) {
        assert.equal(finding.verdict, verdict);
        assert.match(finding.says, says);
      }
      assert.doesNotMatch(
        JSON.stringify(findings),
        new RegExp(`canary|half-a|${new URL(world.server.url).password}`),
      );
    });
  }

  test('where nothing listens, the check fails to be tried again', async () => {
    const target = world.target('app', (url) => {
      url.port = '1';
    });
    await assert.rejects(ask(target), (error: Error & { type?: string; nonRetryable?: boolean }) => {
      assert.equal(error.type, 'TargetUnreachable');
      assert.equal(error.nonRetryable, false);
      assert.match(error.message, /^PostgreSQL at 127\.0\.0\.1:1 is down: the connection was refused/);
      assert.doesNotMatch(JSON.stringify([error.message, error.stack, error.cause]), new RegExp(canary));
      return true;
    });
  });

  test('a server that goes down between two checks, or under one, ends no process', async () => {
    const short = await startWorld();
    const database = short.target();
    const { run } = attempt();
    assert.equal((await run(postgresLimits(short.postgres), { database })).verdict, 'well');
    const sleeping = short.postgres.session(database, (session) => session.query('SELECT pg_sleep(4)'));
    const broken = assert.rejects(sleeping, { type: 'TargetUnreachable' });
    await sleep(200);
    await short.stop();
    await broken;
    await assert.rejects(run(postgresLimits(short.postgres), { database }), { type: 'TargetUnreachable' });
  });
});
