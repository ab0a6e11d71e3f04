import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { readServersConfig } from '../../../servers/config.ts';
import { find, type Recipe } from '../../../servers/find.ts';
import { run } from '../../../servers/process.ts';
import { startValkey, valkeyRecipe } from '../../../servers/valkey.ts';
import { isRunning } from '../../harness/processes.ts';
import { unavailable } from '../../harness/servers.ts';

const skip = await unavailable('valkey');

describe('a Redis or Valkey of our own', { skip }, () => {
  test('it starts on a free port, keeps to its settings and users, and stops', async () => {
    const server = await startValkey({
      settings: { maxmemory: '8mb' },
      users: ['user default off', 'user chief on >hush ~* +@all'],
    });
    const client = new Redis(server.port, '127.0.0.1', { username: 'chief', password: 'hush' });
    try {
      assert.equal(await client.ping(), 'PONG');
      assert.match(await client.info('memory'), /maxmemory:8388608/);
    } finally {
      client.disconnect();
      await server.stop();
    }
    assert.equal(await isRunning(server.process.pid), false);
  });

  for (const way of valkeyRecipe.ways) {
    test(`it can be ${way.title}`, async (context) => {
      const config = readServersConfig();
      const closed = await way.closed(config);
      if (closed) return context.skip(closed);
      const only: Recipe = { ...valkeyRecipe, name: 'valkey-of-one-way', onPath: undefined, ways: [way] };
      const cacheDir = await mkdtemp(path.join(tmpdir(), 'mayday-valkey-way-'));
      try {
        const found = await find(only, { say: () => {}, config: { ...config, cacheDir } });
        assert.ok(found.kind === 'program');
        assert.match(await run(found.path, ['--version'], { timeoutMs: 10_000 }), /v=\d+\.\d+/);
      } finally {
        await rm(cacheDir, { recursive: true });
      }
    });
  }
});
