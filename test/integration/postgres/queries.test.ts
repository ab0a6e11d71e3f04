import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { postgresQueries } from '../../../activities/postgres/queries.ts';
import { attempt, noServerOfOurOwn, startWorld, type World } from './world.ts';

const skip = await noServerOfOurOwn();

describe('whether an application gets answers from its database', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  function ask(more: { application?: string; user?: string; within?: number; role?: string } = {}) {
    const { role, ...question } = { within: 60_000, ...more };
    return attempt().run(postgresQueries(world.postgres), { database: world.target(role), ...question });
  }

  test('well when a query of its own was answered of late; ours do not count', async () => {
    const { client: shop } = await world.visitor({ application: 'backend' });
    await shop.query('SELECT 1');
    const finding = await ask({ application: 'backend' });
    assert.equal(finding.verdict, 'well');
    assert.match(
      finding.says,
      /^1 sessions of backend are in database "shop"; backend \(user \w+\) had an answer .* ago\.$/,
    );
    assert.equal((await ask()).verdict, 'well');
    assert.deepEqual(
      finding.evidence?.map(({ application, sessions, active }) => [application, sessions, active]),
      [['backend', 1, 0]],
    );
  });

  test('nobody there is sick: none of the application, or none at all', async () => {
    const none = await ask();
    assert.deepEqual(
      [none.verdict, none.says],
      ['sick', 'No session of applications is in database "shop".'],
    );
    const { client: worker } = await world.visitor({ application: 'worker' });
    await worker.query('SELECT 1');
    const other = await ask({ application: 'backend' });
    assert.deepEqual([other.verdict, other.says], ['sick', 'No session of backend is in database "shop".']);
  });

  test('an answer that is too old tells nothing, nor does a session that has asked nothing', async () => {
    await world.visitor({ application: 'new' });
    assert.equal((await ask({ application: 'new' })).verdict, 'unknown');
    const { client: shop } = await world.visitor({ application: 'backend' });
    await shop.query('SELECT 1');
    await sleep(300);
    const old = await ask({ application: 'backend', within: 100 });
    assert.equal(old.verdict, 'unknown');
    assert.match(
      old.says,
      /none has asked anything within 100 ms: nothing tells whether they get answers\.$/,
    );
  });

  test('who waits for an answer behind a lock is sick', async () => {
    const { client: holder } = await world.visitor({ application: 'holder' });
    await holder.query('SELECT pg_advisory_lock(7)');
    const { client: shop } = await world.visitor({ application: 'backend' });
    const waits = shop.query('SELECT pg_advisory_lock(7)');
    waits.catch(() => undefined);
    await sleep(300);
    const finding = await ask({ application: 'backend', within: 100 });
    assert.equal(finding.verdict, 'sick');
    assert.match(finding.says, /1 of them wait for an answer, and none has had one within 100 ms\.$/);
    await holder.query('SELECT pg_advisory_unlock(7)');
    await waits;
    assert.equal((await ask({ application: 'backend' })).verdict, 'well');
  });

  test('a role that is not shown other sessions cannot tell, and says what it lacks', async () => {
    const { client: shop } = await world.visitor({ application: 'backend' });
    await shop.query('SELECT 1');
    const finding = await ask({ role: 'blind' });
    assert.equal(finding.verdict, 'unknown');
    assert.match(finding.says, /not shown to ours: GRANT pg_monitor/);
  });
});
