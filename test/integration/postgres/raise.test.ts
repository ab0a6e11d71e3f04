import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { raiseMaxConnections } from './mitigation.ts';
import { testRaise } from './raise.ts';
import { accessTo, attempt, noServerOfOurOwn, startWorld, type World } from './world.ts';

const skip = await noServerOfOurOwn();

describe('raising max_connections', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld({ inFile: { max_connections: 20 } });
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  testRaise(() => world);
});

const useless: [string, Parameters<typeof startWorld>[0], RegExp][] = [
  [
    'that gets it on its command line',
    { slots: 20 },
    /^The server at .* gets max_connections on its command line, which comes before ALTER SYSTEM/,
  ],
  [
    'where ALTER SYSTEM is switched off',
    { inFile: { max_connections: 20 }, settings: { allow_alter_system: 'off' } },
    /^At .* ALTER SYSTEM is switched off \(allow_alter_system\)/,
  ],
];
for (const [what, options, says] of useless) {
  test(`a server ${what} is told, and not planned for`, { skip }, async () => {
    const world = await startWorld(options);
    try {
      const mitigation = raiseMaxConnections(world.target());
      await assert.rejects(attempt().run(planMitigation(accessTo(world.postgres)), { mitigation }), {
        type: 'ChangeRefused',
        message: says,
      });
    } finally {
      await world.stop();
    }
  });
}
