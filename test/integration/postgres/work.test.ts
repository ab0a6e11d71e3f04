import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { postgresSlowQueries } from '../../../activities/postgres/slow-queries.ts';
import { testLimits } from './limits.ts';
import { testWorkChecks } from './work-checks.ts';
import { testWorkTermination } from './work-termination.ts';
import { asAdmin, attempt, noServerOfOurOwn, startWorld, type World } from './world.ts';

const skip = await noServerOfOurOwn();

describe('work in a database', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld({ slots: 20 });
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  testWorkChecks(() => world);
  testWorkTermination(() => world);
  testLimits(() => world);
});

test('an extension that the server has not loaded is told from one that is not installed', {
  skip,
}, async () => {
  const world = await startWorld({ settings: { shared_preload_libraries: '' } });
  try {
    const database = world.target();
    const shop = new URL(world.server.url);
    shop.pathname = '/shop';
    await asAdmin(shop.href, (admin) => admin.query('CREATE EXTENSION pg_stat_statements'));
    const finding = await attempt().run(postgresSlowQueries(world.postgres), { database, longerThan: 100 });
    assert.equal(finding.verdict, 'unknown');
    assert.match(finding.says, /^pg_stat_statements is installed, but not loaded/);
  } finally {
    await world.stop();
  }
});
