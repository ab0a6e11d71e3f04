import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { postgresConnections } from '../../../activities/postgres/connections.ts';
import { postgresConnectivity } from '../../../activities/postgres/connectivity.ts';
import { postgresIdleSessions } from '../../../activities/postgres/idle-sessions.ts';
import { postgresLimits } from '../../../activities/postgres/limits.ts';
import { foundVariable } from '../../../servers/config.ts';
import { deps, order } from './approval.ts';
import { testIntegrityChecks } from './integrity-checks.ts';
import { testLimits } from './limits.ts';
import { terminateIdle } from './mitigation.ts';
import { testRaise } from './raise.ts';
import { testSizeChecks } from './size-checks.ts';
import { testWorkChecks } from './work-checks.ts';
import { testWorkTermination } from './work-termination.ts';
import { accessTo, attempt, startWorld, type World } from './world.ts';

const program = '/usr/lib/postgresql/15/bin/postgres';
const skip = await access(program).then(
  () => false as const,
  () => `There is no PostgreSQL 15 at ${program}: on Debian 12, apt-get install postgresql-15.`,
);

const ofFifteen = foundVariable({ postgres: { kind: 'program', path: program, line: 'PostgreSQL 15' } });

describe('PostgreSQL 15, which has no reserved_connections', { skip }, () => {
  let world: World;
  before(async () => {
    Object.assign(process.env, ofFifteen);
    world = await startWorld({ since16: false });
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  test('a superuser gets in when all is taken, every check answers, and the sessions can be ended', async () => {
    const visitors = await world.visitors(9);
    await assert.rejects(world.visitor(), { code: '53300' });
    await sleep(150);
    const { run } = attempt();
    const database = world.target();
    const connectivity = await run(postgresConnectivity(world.postgres), { database });
    assert.match(connectivity.says, /^Too many clients: 9 of 9 /);
    const connections = await run(postgresConnections(world.postgres), { database, warnAt: 80 });
    assert.match(connections.says, /^9 of 9 usable connections are used \(100 %\)/);
    const limits = await run(postgresLimits(world.postgres), { database });
    assert.match(limits.says, /3 kept for superusers, 0 for pg_use_reserved_connections, 9 left/);
    assert.equal(limits.evidence?.find((row) => row.setting === 'reserved_connections')?.value, null);
    const idle = await run(postgresIdleSessions(world.postgres), { database, longerThan: 100 });
    assert.match(idle.says, /^9 sessions/);

    const mitigation = terminateIdle(database);
    const proposal = await run(planMitigation(accessTo(world.postgres)), { mitigation });
    assert.ok(proposal);
    const applied = await run(applyPlan(deps, accessTo(world.postgres)), order(mitigation, proposal));
    assert.equal(applied.outcome, 'applied');
    await sleep(100);
    for (const visitor of visitors) assert.deepEqual(visitor.errors, ['57P01']);
  });

  test('a role that is no superuser hears "too many clients"', async () => {
    await world.visitors(9);
    const database = world.target('watcher');
    const finding = await attempt().run(postgresLimits(world.postgres), { database });
    assert.equal(finding.verdict, 'sick');
    assert.match(finding.says, /^Too many clients/);
  });

  testSizeChecks(() => world);
  testIntegrityChecks(() => world);
  testWorkChecks(() => world);
  testWorkTermination(() => world);
});

describe('Limits on PostgreSQL 15', { skip }, () => {
  let world: World;
  before(async () => {
    Object.assign(process.env, ofFifteen);
    world = await startWorld({ slots: 20, since16: false });
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  testLimits(() => world);
});

describe('Raising max_connections of PostgreSQL 15', { skip }, () => {
  let world: World;
  before(async () => {
    Object.assign(process.env, ofFifteen);
    world = await startWorld({ since16: false, inFile: { max_connections: 20 } });
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  testRaise(() => world);
});
