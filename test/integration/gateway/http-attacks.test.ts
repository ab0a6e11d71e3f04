import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { unavailable } from '../../harness/servers.ts';
import { type Processes, startProcesses, token } from './http-processes.ts';
import { request, say } from './raw-http.ts';

const hook = '/hooks/alertmanager';
const bearer = `Authorization: Bearer ${token}`;

describe('HTTP that means harm', { skip: await unavailable('temporal') }, () => {
  let servers: Processes;
  before(async () => {
    servers = await startProcesses();
  });
  after(async () => await servers?.stop());

  const post = (...lines: string[]) => [`POST ${hook} HTTP/1.1`, 'Host: mayday', ...lines];

  test('headers beyond 16 KB, and addresses, are refused before they are read to the end', async (context) => {
    const long = 'a'.repeat(20_000);
    const cases = [
      request(post(`X-Note: ${long}`)),
      request([`POST ${hook}?${long} HTTP/1.1`, 'Host: mayday']),
      request(post(...Array.from({ length: 3_000 }, (_, i) => `X-Note-${i}: a`))),
      request(post(`Cookie: ${long}`, bearer)),
      request([`GET /board/${long} HTTP/1.1`, 'Host: mayday']),
      // The end of the headers never comes.
      post(`X-Note: ${'a'.repeat(200_000)}`).join('\r\n'),
    ];
    const ports = [servers.gateway, servers.codec, servers.metrics];
    for (const port of ports)
      for (const bytes of cases) {
        const { statuses, ended } = await say(port, [bytes]);
        assert.deepEqual([statuses, ended], [[431], true], bytes.slice(0, 60));
      }
    servers.unharmed();
    context.diagnostic(`${cases.length * ports.length} requests tried`);
  });

  test('many small headers, among them several of one name, let nobody in', async () => {
    const many = Array.from({ length: 500 }, () => 'a: b');
    const twice = ['Authorization: Bearer wrong', bearer];
    const hidden = [...many, 'Content-Length: 2'];
    for (const lines of [
      hidden,
      [...twice, 'Content-Length: 2'],
      ['X-Authorization: x', 'Content-Length: 2'],
    ]) {
      const { statuses } = await say(servers.gateway, [request(post(...lines), '{}')], { answers: 1 });
      assert.deepEqual(statuses, [401]);
    }
  });

  test('what a proxy would be asked, and what hides a host or a method, changes nothing', async (context) => {
    const before = await servers.incidents();
    const body = servers.alert('tricks');
    const length = `Content-Length: ${body.length}`;
    const close = 'Connection: close';
    const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n`;
    const cases: [name: string, bytes: string, statuses: number[]][] = [
      [
        'absolute form',
        request([`POST http://elsewhere.test${hook} HTTP/1.1`, 'Host: mayday', length, close], body),
        [401],
      ],
      [
        'a foreign Host',
        request([`POST ${hook} HTTP/1.1`, 'Host: elsewhere.test', length, close], body),
        [401],
      ],
      [
        'two Hosts',
        request([`POST ${hook} HTTP/1.1`, 'Host: mayday', 'Host: localhost', length, close], body),
        [401],
      ],
      [
        'a Host of the loopback',
        request([`POST ${hook} HTTP/1.1`, 'Host: 127.0.0.1', length, close], body),
        [401],
      ],
      [
        'forwarded headers',
        request(
          post(
            'X-Forwarded-For: 127.0.0.1',
            'X-Forwarded-Host: localhost',
            'Forwarded: for=127.0.0.1',
            'X-Real-IP: 127.0.0.1',
            length,
            close,
          ),
          body,
        ),
        [401],
      ],
      [
        'another address by header',
        request([...post('X-Original-URL: /healthz', 'X-Rewrite-URL: /healthz'), length, close], body),
        [401],
      ],
      [
        'another method by header',
        request(['GET /healthz HTTP/1.1', 'Host: mayday', 'X-HTTP-Method-Override: POST', close]),
        [200],
      ],
      [
        'credentials as a trailer',
        request(
          post('Transfer-Encoding: chunked', 'Trailer: Authorization', close),
          `${chunked}${bearer}\r\n\r\n`,
        ),
        [401],
      ],
      ['TRACE', request(['TRACE / HTTP/1.1', 'Host: mayday', bearer, close]), [404]],
      ['OPTIONS *', request(['OPTIONS * HTTP/1.1', 'Host: mayday', close]), [404]],
      [
        'a path that climbs',
        request(['GET /board/../../../etc/passwd HTTP/1.1', 'Host: mayday', close]),
        [404],
      ],
      ['a path with a NUL', request(['GET /healthz%00 HTTP/1.1', 'Host: mayday', close]), [404]],
      ['a path that is no text', request(['GET /%ff%fe%zz HTTP/1.1', 'Host: mayday', close]), [400]],
      ['two slashes', request([`POST /${hook} HTTP/1.1`, 'Host: mayday', length, close], body), [404]],
      [
        'a web socket',
        request([
          'GET /hooks/alertmanager HTTP/1.1',
          'Host: mayday',
          'Connection: Upgrade, close',
          'Upgrade: websocket',
          'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
          'Sec-WebSocket-Version: 13',
        ]),
        [405],
      ],
      [
        'HTTP/2 in the clear',
        request(
          [
            ...post(
              'Connection: Upgrade, HTTP2-Settings, close',
              'Upgrade: h2c',
              'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA',
            ),
            length,
          ],
          body,
        ),
        [401],
      ],
      [
        'Expect: 100-continue without credentials',
        request(post('Expect: 100-continue', length, close), body),
        [100, 401],
      ],
      ['HTTP/1.0 without credentials', request([`POST ${hook} HTTP/1.0`, length], body), [401]],
    ];
    for (const [name, bytes, wanted] of cases) {
      const { statuses, ended, text } = await say(servers.gateway, [bytes]);
      assert.deepEqual(statuses, wanted, `${name}: ${text}`);
      assert.ok(ended, name);
    }
    assert.equal(await servers.incidents(), before);
    servers.unharmed();
    context.diagnostic(`${cases.length} requests tried`);
  });

  test('a body of any type is a body, and what is not understood is no mistake of the gateway', async (context) => {
    const types = [
      undefined,
      '',
      'text/html',
      'multipart/form-data; boundary=x',
      'application/json; charset=utf-7',
      'application/x-www-form-urlencoded',
      'image/png',
      'a',
      '/',
      ';;;',
      'application/xml',
      'application/json\t',
    ];
    const bodies = [
      '',
      '{',
      '[]',
      'null',
      '\u0000\u0000',
      '<?xml version="1.0"?>',
      '%PDF-1.4',
      '{"__proto__":{}}',
    ];
    const body = servers.alert('types');
    let tried = 0;
    for (const type of types) {
      const lines = [bearer, ...(type === undefined ? [] : [`Content-Type: ${type}`])];
      const good = await say(
        servers.gateway,
        [request(post(...lines, `Content-Length: ${body.length}`), body)],
        { answers: 1 },
      );
      assert.deepEqual(good.statuses, [202], `${type}: ${good.text}`);
      for (const bad of bodies) {
        tried += 1;
        const { statuses } = await say(
          servers.gateway,
          [request(post(...lines, `Content-Length: ${Buffer.byteLength(bad)}`), bad)],
          { answers: 1 },
        );
        assert.deepEqual(statuses, [400], `${type} with ${bad}`);
      }
    }
    const squeezed = await say(
      servers.gateway,
      [request(post(bearer, 'Content-Encoding: gzip', 'Content-Length: 2'), '\x1f\x8b')],
      { answers: 1 },
    );
    assert.deepEqual(squeezed.statuses, [400]);
    servers.unharmed();
    context.diagnostic(`${tried + types.length + 1} requests tried`);
  });

  test('requests sent on without waiting are answered each by its own credentials, in order', async (context) => {
    const wanted = Array.from({ length: 200 }, (_, i) => (i % 50 === 49 ? 202 : 401));
    const body = servers.alert('pipelined');
    const bytes = wanted.map((status) =>
      request(
        post(status === 202 ? bearer : 'Authorization: Bearer wrong', `Content-Length: ${body.length}`),
        body,
      ),
    );
    const { statuses } = await say(servers.gateway, [bytes.join('')], { answers: wanted.length });
    assert.deepEqual(statuses, wanted);
    servers.unharmed();
    context.diagnostic(`${wanted.length} requests on one connection`);
  });
});
