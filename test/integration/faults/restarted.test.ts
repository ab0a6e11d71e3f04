import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import test from 'node:test';
import { postgresConnections } from '../../../activities/postgres/connections.ts';
import { redisConnections } from '../../../activities/redis/connections.ts';
import { redisMemory } from '../../../activities/redis/memory.ts';
import { startValkey } from '../../../servers/valkey.ts';
import { unavailable } from '../../harness/servers.ts';
import { noServerOfOurOwn, startWorld } from '../postgres/world.ts';

const again = { type: 'TargetUnreachable', nonRetryable: false };

test('PostgreSQL is restarted under a question: it is asked again, and answers at the first try once it is back', {
  skip: await noServerOfOurOwn(),
}, async (t) => {
  const world = await startWorld();
  t.after(() => world.stop());
  const database = world.target();
  const ask = () => postgresConnections(world.postgres)({ database, warnAt: 80 });
  assert.equal((await ask()).verdict, 'well');
  const asked = world.postgres.session(database, async (session) => {
    const answer = session.query('SELECT pg_sleep(120)');
    answer.catch(() => {});
    await world.server.restart();
    return await answer;
  });
  await assert.rejects(asked, {
    ...again,
    message: /^PostgreSQL at \S+ (could not answer|broke the connection off)/,
  });
  assert.equal((await ask()).verdict, 'well');
});

test('Redis is restarted under a question: it is asked again, and answers at the first try once it is back', {
  skip: await unavailable('valkey'),
}, async (t) => {
  const before = await startValkey();
  const after = await startValkey();
  t.after(() => after.stop());
  // Behind the same address, as after a restart.
  let port = before.port;
  const pass = (client: Socket) => {
    const server = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('error', () => {});
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  };
  const door = createServer(pass).listen(0, '127.0.0.1');
  await once(door, 'listening');
  t.after(() => door.close());
  const url = `redis://127.0.0.1:${(door.address() as AddressInfo).port}`;
  const server = { id: 'cache', kind: 'redis' as const, url, cacheOnly: true };
  const redis = redisConnections((text) => text);
  const ask = () => redisMemory(redis)({ server, warnAt: 90 });
  assert.equal((await ask()).verdict, 'well');
  const asked = redis.session(server, async (connection) => {
    await before.process.kill();
    return await connection.call('INFO');
  });
  await assert.rejects(asked, { ...again, message: /^Redis at \S+ broke the connection off/ });
  await assert.rejects(ask(), again);
  port = after.port;
  assert.equal((await ask()).verdict, 'well');
  await before.stop();
});
