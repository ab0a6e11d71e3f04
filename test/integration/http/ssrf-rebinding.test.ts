import assert from 'node:assert/strict';
import type { LookupOptions, lookup } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { createServer, type Server } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { fetch } from 'undici';
import { allowAddresses } from '../../../outbound/addresses.ts';
import { guarded } from '../../../outbound/lookup.ts';
import { guardedAgent } from '../../../outbound/reach.ts';
import { refusalIn } from '../../../outbound/refusal.ts';
import { type NameServer, startNameServer } from '../dns/name-server.ts';

/** As `dns.lookup`, by the name server of the test. */
function lookupBy(server: NameServer, count: { questions: number }): typeof lookup {
  const resolver = new Resolver();
  resolver.setServers([server.address]);
  const find = async (host: string, _: LookupOptions, done: (error: unknown, found?: unknown) => void) => {
    count.questions += 1;
    try {
      const [a, aaaa] = await Promise.all([
        resolver.resolve4(host).catch(() => []),
        resolver.resolve6(host).catch(() => []),
      ]);
      done(null, [
        ...a.map((address) => ({ address, family: 4 })),
        ...aaaa.map((address) => ({ address, family: 6 })),
      ]);
    } catch (error) {
      done(error);
    }
  };
  return find as unknown as typeof lookup;
}

describe('names that lead to addresses of the link or of clouds', () => {
  let names: NameServer;
  let listener: Server;
  let port = 0;
  let connections = 0;

  before(async () => {
    names = await startNameServer({});
    listener = createServer((socket) => {
      connections += 1;
      socket.on('error', () => {});
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    });
    await new Promise<void>((listening) => listener.listen(0, '0.0.0.0', listening));
    port = (listener.address() as { port: number }).port;
  });
  after(async () => {
    listener.close();
    await names.stop();
  });
  afterEach(() => allowAddresses([]));

  test('are not asked, whichever of the answers it is', async (context) => {
    const led = [
      ['169.254.169.254'],
      ['127.0.0.1', '169.254.169.254'],
      ['169.254.169.254', '127.0.0.1'],
      ['100.100.100.200'],
      ['fe80:0:0:0:0:0:0:1'],
      ['127.0.0.1', 'fd00:0ec2:0:0:0:0:0:254'],
      ['0:0:0:0:0:ffff:a9fe:a9fe'],
    ];
    const count = { questions: 0 };
    const dispatcher = guardedAgent(guarded(lookupBy(names, count)));
    connections = 0;
    for (const [i, to] of led.entries()) {
      names.names.set(`n${i}.example`, to);
      const error = await fetch(`http://n${i}.example:${port}/`, { dispatcher }).catch((reason) => reason);
      assert.match(refusalIn(error) ?? String(error), /^n\d\.example leads to .*MAYDAY_ALLOWED_ADDRESSES/);
    }
    assert.equal(connections, 0);
    context.diagnostic(`${led.length} names tried`);
  });

  test('an answer that changes is judged as it is connected to: one look-up, one connection', async (context) => {
    const count = { questions: 0 };
    const dispatcher = guardedAgent(guarded(lookupBy(names, count)));
    const turns = 20;
    let answered = 0;
    let refused = 0;
    connections = 0;
    for (let turn = 0; turn < turns; turn += 1) {
      // 0.0.0.0 leads to the same listener, so that a connection that should not be would be seen.
      names.names.set('rebound.example', [turn % 2 === 0 ? '127.0.0.1' : '0.0.0.0']);
      try {
        const response = await fetch(`http://rebound.example:${port}/`, { dispatcher });
        await response.body?.cancel();
        answered += 1;
      } catch (error) {
        assert.ok(refusalIn(error), String(error));
        refused += 1;
      }
    }
    assert.deepEqual([answered, refused, connections], [turns / 2, turns / 2, turns / 2]);
    assert.equal(count.questions, turns);
    context.diagnostic(`${turns} answers in turn, ${connections} connections`);
  });

  test('an address that is allowed is asked, also by a name', async () => {
    allowAddresses(['0.0.0.0']);
    names.names.set('allowed.example', ['0.0.0.0']);
    const dispatcher = guardedAgent(guarded(lookupBy(names, { questions: 0 })));
    assert.equal((await fetch(`http://allowed.example:${port}/`, { dispatcher })).status, 200);
  });
});
