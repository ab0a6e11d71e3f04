import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { redisMemory } from '../../../activities/redis/memory.ts';
import { redisPing } from '../../../activities/redis/ping.ts';
import { freePort } from '../../../servers/process.ts';
import { selfSigned } from '../../../servers/self-signed.ts';
import { withoutTls } from '../../../servers/valkey.ts';
import type { RedisTarget } from '../../../workflows/contract/redis.ts';
import { unavailable } from '../../harness/servers.ts';
import { canary, startWorld, type World } from './world.ts';

const skip = await unavailable('valkey');
const certificate = selfSigned('localhost');
const noTls = skip || (await withoutTls(certificate));

/** Nobody can be asked; not said as a finding. */
const unreachable = { type: 'TargetUnreachable', nonRetryable: false };

describe('a Redis that cannot be asked', { skip }, () => {
  let world: World;
  const servers: Server[] = [];
  before(async () => {
    world = await startWorld();
  });
  after(async () => {
    for (const server of servers) server.close();
    await world.stop();
  });

  const ping = (server: RedisTarget) => redisPing(world.redis)({ server, slowAfter: 1_000 });
  const at = (url: string): RedisTarget => ({ id: 'cache', kind: 'redis', url, cacheOnly: true });

  /** A server that answers each connection so. */
  async function answering(text: string | undefined): Promise<RedisTarget> {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      if (text !== undefined) socket.on('data', () => socket.write(`${text}\r\n`));
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    return at(`redis://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  }

  const unknown = async (server: RedisTarget, says: RegExp) => {
    const found = await ping(server);
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, says);
    assert.doesNotMatch(JSON.stringify(found), new RegExp(canary));
  };

  test('nothing listens there', async () => {
    const port = await freePort();
    await assert.rejects(ping(at(`redis://:${canary}@127.0.0.1:${port}`)), {
      ...unreachable,
      message: new RegExp(`^Redis at 127\\.0\\.0\\.1:${port} is down: the connection was refused`),
    });
  });

  test('the host is not known', async () => {
    await assert.rejects(ping(at('redis://no-such-host.invalid')), {
      ...unreachable,
      message: /^The host no-such-host\.invalid is not known: see the name in the URL, and DNS\.$/,
    });
  });

  test('it takes connections and says nothing', async () => {
    const silent = await answering(undefined);
    await assert.rejects(ping(silent), { ...unreachable, message: /did not answer within 5 s/ });
  });

  test('the password is wrong, or there is none', async () => {
    const port = world.server.port;
    await unknown(
      at(`redis://chief:not-${canary}@127.0.0.1:${port}`),
      /does not accept the password of chief/,
    );
    await unknown(at(`redis://nobody:${canary}@127.0.0.1:${port}`), /or has no such user/);
    await unknown(at(`redis://127.0.0.1:${port}`), /wants a password, and the URL has none/);
  });

  test('a user without the right is told the command that is missing', async () => {
    assert.equal((await ping(world.target('pinger'))).verdict, 'well');
    const found = await redisMemory(world.redis)({ server: world.target('pinger'), warnAt: 90 });
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /^The user pinger may not do this .*: ACL SETUSER pinger \+info\.$/);
  });

  test('the URL is none', async () => {
    for (const url of [
      'http://127.0.0.1',
      'redis://127.0.0.1/shop',
      `redis://:with/slash-${canary}@127.0.0.1`,
      `redis://:with#hash-${canary}@127.0.0.1:1`,
    ]) {
      await unknown(at(url), /^The URL of cache is not one of Redis: write redis:\/\/user:password@host/);
    }
  });

  const answers: [string, string, string, RegExp][] = [
    [
      'it loads its data',
      '-LOADING Redis is loading the dataset in memory',
      'sick',
      /answers nothing now: LOADING/,
    ],
    [
      'it runs a script for long',
      '-BUSY Redis is busy running a script.',
      'sick',
      /answers nothing now: BUSY/,
    ],
    [
      'its primary is away',
      '-MASTERDOWN Link with MASTER is down',
      'sick',
      /answers nothing now: MASTERDOWN/,
    ],
    ['it is a replica', "-READONLY You can't write against a read only replica.", 'sick', /is a replica/],
    ['it is a node of a cluster', '-MOVED 3999 127.0.0.1:6381', 'unknown', /is one node of a cluster/],
    ['it is in protected mode', '-DENIED Redis is running in protected mode', 'unknown', /in protected mode/],
    ['it says something else', '-ERR what is this', 'unknown', /refused the question \(ERR what is this\)/],
  ];
  for (const [what, answer, verdict, says] of answers) {
    test(`${what}: ${verdict}`, async () => {
      const found = await ping(await answering(answer));
      assert.equal(found.verdict, verdict);
      assert.match(found.says, says);
    });
  }

  test('a server that stops breaks the connection off', async () => {
    const stopping = await startWorld();
    await assert.rejects(
      stopping.redis.session(stopping.target(), async (connection) => {
        await stopping.server.process.kill();
        return await connection.call('PING');
      }),
      { ...unreachable, message: /broke the connection off .* see the server's log\.$/ },
    );
    await stopping.stop();
  });

  test('TLS asked of a server that has none', async () => {
    await assert.rejects(ping(at(`rediss://:${canary}@127.0.0.1:${world.server.port}`)), (error: Error) =>
      /TLS with Redis .* could not be agreed on|broke the connection off|did not answer within 5 s/.test(
        error.message,
      ),
    );
  });
});

describe('a Redis behind TLS', { skip: noTls }, () => {
  let world: World;
  before(async () => {
    world = await startWorld({ tls: certificate });
  });
  after(() => world.stop());

  const ping = (server: RedisTarget) => redisPing(world.redis)({ server, slowAfter: 1_000 });
  const url = (query = '') => `rediss://mayday:${canary}@localhost:${world.server.port}/0${query}`;
  const at = (text: string): RedisTarget => ({ id: 'cache', kind: 'redis', url: text, cacheOnly: true });

  test('trusted by the certificate that the URL names, it is asked', async () => {
    const found = await ping(at(url(`?ssl_ca_certs=${world.authority}`)));
    assert.equal(found.verdict, 'well');
  });

  test('a certificate that nobody vouches for is not trusted, and what to write is said', async () => {
    const found = await ping(at(url()));
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /shows a certificate that is not trusted .* ssl_ca_certs=\/path in the URL\.$/);
  });

  test('a file that is not there is named', async () => {
    const found = await ping(at(url('?ssl_ca_certs=/no/such/ca.crt')));
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /certificates that are of no use \(ENOENT.*see ssl_ca_certs/);
  });

  test('asked without TLS it breaks off, and TLS is named', async () => {
    await assert.rejects(ping(at(`redis://mayday:${canary}@localhost:${world.server.port}`)), {
      ...unreachable,
      message: /broke the connection off .* or wants TLS \(rediss: in the URL\)/,
    });
  });
});
