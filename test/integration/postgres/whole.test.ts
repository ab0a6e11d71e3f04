import { after, afterEach, before, describe } from 'node:test';
import { testIntegrityChecks } from './integrity-checks.ts';
import { testSizeChecks } from './size-checks.ts';
import { noServerOfOurOwn, startWorld, type World } from './world.ts';

const skip = await noServerOfOurOwn();

describe('size, pools and integrity of a database', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld({ slots: 20 });
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  testSizeChecks(() => world);
  testIntegrityChecks(() => world);
});
