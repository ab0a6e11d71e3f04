import assert from 'node:assert/strict';
import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { selfSigned } from '../../../servers/self-signed.ts';
import { closeServers, serve } from './asked.ts';
import { doors } from './ssrf-doors.ts';

/** They shake hands only. */
const withoutHttp = ['a certificate'];
/** What they say is their client's, or that they fall back. */
const inOtherWords = ['slack', 'identity provider', 'who is on call'];

describe('redirects', () => {
  afterEach(closeServers);

  for (const [name, ask] of Object.entries(doors).filter(([name]) => !withoutHttp.includes(name))) {
    test(`${name}: nothing goes to another host, least of all credentials`, async (context) => {
      const heard: string[] = [];
      const other = await serve((request, response) => {
        heard.push(`${request.url} ${request.headers.authorization}`);
        response.end('{}');
      });
      let asked = 0;
      const targets = [other, other.replace('127.0.0.1', 'localhost'), 'http://169.254.169.254/latest'];
      for (const status of [301, 302, 303, 307, 308]) {
        for (const location of targets) {
          const url = await serve((_, response) => {
            asked += 1;
            response.writeHead(status, { location: `${location}/canary?canary` }).end();
          });
          const says = await ask(url);
          assert.doesNotMatch(says, /canary/);
          if (!inOtherWords.includes(name))
            assert.match(says, /redirects to another place|No redirect is followed|has moved/, says);
        }
      }
      assert.deepEqual(heard, []);
      assert.ok(asked >= 15, `${asked}`);
      context.diagnostic(`${asked} redirects answered, none followed`);
    });
  }

  test('from http to https of the same host it is followed', async (context) => {
    const own = selfSigned('localhost');
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, own.certificate]);
    const secure = createTlsServer({ key: own.key, cert: own.certificate }, (_, response) =>
      response.end('ok'),
    );
    // One port that speaks both, since it must be the same one.
    const both = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (first: Buffer) => {
        socket.pause();
        socket.unshift(first);
        if (first[0] === 0x16) return secure.emit('connection', socket);
        const { port } = both.address() as { port: number };
        return socket.end(
          `HTTP/1.1 301 Moved\r\nlocation: https://localhost:${port}/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
        );
      });
    });
    await new Promise<void>((listening) => both.listen(0, '127.0.0.1', listening));
    context.after(() => {
      both.close();
      setDefaultCACertificates(before);
    });
    const { port } = both.address() as { port: number };
    for (const name of ['health', 'response times', 'what is needed outside']) {
      const says = (await doors[name]?.(`http://localhost:${port}/`)) ?? '';
      assert.match(says, /"verdict":"well"/, name);
    }
  });
});
