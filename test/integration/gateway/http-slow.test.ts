import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { unavailable } from '../../harness/servers.ts';
import { codecToken, type Processes, startProcesses, token } from './http-processes.ts';
import { request, type Said, say } from './raw-http.ts';

const bearer = `Authorization: Bearer ${token}`;
const post = (...lines: string[]) => ['POST /hooks/alertmanager HTTP/1.1', 'Host: mayday', ...lines];

describe('clients that take their time', { skip: await unavailable('temporal') }, () => {
  let servers: Processes;
  before(async () => {
    servers = await startProcesses();
  });
  after(async () => await servers?.stop());

  async function signedIsAnswered(group: string): Promise<void> {
    const body = servers.alert(group);
    const heard = await say(
      servers.gateway,
      [request(post(bearer, `Content-Length: ${body.length}`), body)],
      { answers: 1 },
    );
    assert.deepEqual(heard.statuses, [202], heard.text);
  }

  test('who is slow, silent or without end is cut off, and a signed alert is recorded meanwhile', {
    timeout: 170_000,
  }, async (context) => {
    const drip = (text: string, ms: number): Said[] =>
      [...text.repeat(1_000)].slice(0, 400).flatMap((each) => [each, ms]);
    const endless: Said[] = Array.from({ length: 4_000 }, () => [
      '1000\r\n',
      Buffer.alloc(0x1000, 'a'),
      '\r\n',
      20,
    ]).flat();
    const chunked = 'Transfer-Encoding: chunked';
    const cases: Record<string, [port: number, said: Said[]]> = {};
    for (const [name, port] of [
      ['gateway', servers.gateway],
      ['codec server', servers.codec],
      ['metrics', servers.metrics],
    ] as const) {
      cases[`${name}: says nothing`] = [port, []];
      cases[`${name}: a header a letter at a time`] = [
        port,
        [`GET /healthz HTTP/1.1\r\nHost: mayday\r\nX-Note: `, ...drip('a', 500)],
      ];
      cases[`${name}: headers without end`] = [
        port,
        ['GET /healthz HTTP/1.1\r\nHost: mayday\r\n', ...drip('a: b\r\n', 400)],
      ];
      cases[`${name}: the first line a letter at a time`] = [port, drip('GET', 700)];
      cases[`${name}: answered once, then half a request`] = [
        port,
        [
          request(['GET /metrics HTTP/1.1', 'Host: mayday']),
          100,
          'GET /metrics HTTP/1.1\r\nHos',
          ...drip('t', 500),
        ],
      ];
    }
    for (const [who, shown] of [
      ['known', bearer],
      ['unknown', 'Authorization: Bearer wrong'],
    ] as const) {
      cases[`gateway: the body of a sender that is ${who}, a letter at a time`] = [
        servers.gateway,
        [request(post(shown, 'Content-Length: 100000')), ...drip('a', 500)],
      ];
      cases[`gateway: a body that never comes, of one that is ${who}`] = [
        servers.gateway,
        [request(post(shown, 'Content-Length: 10'))],
      ];
      cases[`gateway: a body without end, of one that is ${who}`] = [
        servers.gateway,
        [request(post(shown, chunked)), ...endless],
      ];
      cases[`gateway: a chunk that is never full, of one that is ${who}`] = [
        servers.gateway,
        [request(post(shown, chunked), 'ffffff\r\n'), ...drip('a', 500)],
      ];
    }
    cases['codec server: a body without end'] = [
      servers.codec,
      [
        request(['POST /decode HTTP/1.1', 'Host: mayday', `Authorization: Bearer ${codecToken}`, chunked]),
        ...endless,
      ],
    ];
    const silent = 500;
    const idle = Array.from({ length: silent }, () => say(servers.gateway, [], { patience: 120_000 }));
    const all = Object.entries(cases).map(async ([name, [port, said]]) => ({
      name,
      ...(await say(port, said, { patience: 120_000 })),
    }));
    for (let i = 0; i < 10; i += 1) await signedIsAnswered(`meanwhile-${i}`);
    for (const { name, ended, ms, statuses } of await Promise.all(all)) {
      assert.ok(ended, `${name}: was still let speak after ${ms} ms`);
      assert.ok(ms < 60_000, `${name}: was let speak for ${ms} ms`);
      assert.ok(!statuses.some((status) => status === 202 || status >= 500), `${name}: ${statuses}`);
      context.diagnostic(`${name}: ended after ${ms} ms, ${statuses.join(' ') || 'no answer'}`);
    }
    const ends = await Promise.all(idle);
    assert.ok(ends.every(({ ended }) => ended));
    servers.unharmed();
    context.diagnostic(
      `${silent} silent connections beside them, the last ended after ${Math.max(...ends.map(({ ms }) => ms))} ms`,
    );
  });
});
