import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { allowAddresses } from '../../../outbound/addresses.ts';
import { askForKeys, doors } from './ssrf-doors.ts';

/** As files, settings and answers may spell what must not be asked. */
const addresses = [
  'http://169.254.169.254/',
  'http://2852039166/',
  'http://0xa9.0xfe.0251.0376/',
  'https://[::ffff:a9fe:a9fe]/',
  'http://[fe80::1]/',
  'http://[fd00:ec2::254]/',
  'http://100.100.100.200/',
  'http://metadata.google.internal/',
];

/** Their own words say nothing of the address: those of the client that they use. */
const silent = ['slack'];

describe('addresses of the link and of clouds', () => {
  let listener: Server;
  let port = 0;
  let connections = 0;

  before(async () => {
    listener = createServer((socket) => {
      connections += 1;
      socket.on('error', () => {});
      socket.end('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    });
    await new Promise<void>((listening) => listener.listen(0, '0.0.0.0', listening));
    const address = listener.address();
    port = address !== null && typeof address === 'object' ? address.port : 0;
  });
  after(() => listener.close());
  afterEach(() => allowAddresses([]));

  for (const [name, ask] of Object.entries(doors)) {
    test(`${name}: none is asked, and the sentence names the setting`, async (context) => {
      for (const address of addresses) {
        const says = await ask(address);
        if (!silent.includes(name)) assert.match(says, /MAYDAY_ALLOWED_ADDRESSES/, address);
        assert.doesNotMatch(says, /canary/);
      }
      context.diagnostic(`${addresses.length} addresses tried`);
    });

    test(`${name}: what listens there hears nothing, and would hear`, async () => {
      const url = `http://0.0.0.0:${port}/`;
      connections = 0;
      await ask(url);
      assert.equal(connections, 0);
      allowAddresses(['0.0.0.0']);
      await ask(url);
      assert.ok(connections > 0, 'the same question arrives where the address is allowed');
    });
  }

  test('the keys of a token are asked for nowhere there, and would be', async () => {
    for (const address of addresses) assert.equal(await askForKeys(address), 503);
    connections = 0;
    const url = `http://0.0.0.0:${port}/`;
    await askForKeys(url);
    assert.equal(connections, 0);
    allowAddresses(['0.0.0.0']);
    await askForKeys(url);
    assert.ok(connections > 0);
  });
});
