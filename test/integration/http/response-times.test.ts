import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { httpResponseTimes } from '../../../activities/http/response-times.ts';
import { selfSigned } from '../../../servers/self-signed.ts';
import { closeServers, resolveWith, run, serve } from './asked.ts';

function ask(url: string, more: { requests?: number; p95Below?: number } = {}, settings = {}) {
  const target = { id: 'shop-api', kind: 'http' as const, url };
  return run(httpResponseTimes({ resolve: resolveWith(settings) }), { target, requests: 10, ...more });
}

describe('how fast a service answers', () => {
  afterEach(closeServers);

  test('well when all of ten requests are answered with success, each on a connection of its own', async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('fine');
    });
    const { answer, beats } = ask(`${url}/health`, { p95Below: 2_000 });
    const { verdict, says, evidence = [] } = await answer;
    assert.equal(verdict, 'well');
    assert.match(says, /^shop-api \(http:\/\/127\.0\.0\.1:\d+\) answered 10 of 10 requests with success\. /);
    assert.match(
      says,
      /They took \d+ ms at least, \d+ ms in the middle, \d+ ms at the 95th percentile \(below 2000\), \d+ ms at most\.$/,
    );
    assert.deepEqual([ports.size, beats.length, evidence.length], [10, 10, 10]);
    assert.deepEqual(Object.keys(evidence[0] ?? {}), [
      'request',
      'status',
      'lookedUp',
      'connected',
      'secured',
      'firstByte',
      'total',
    ]);
    assert.equal(evidence[0]?.secured, null);
  });

  test('sick when every third answer is a 500, and all ten are asked', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.writeHead(asked % 3 === 0 ? 500 : 200).end('canary body');
    });
    const finding = await ask(url, { p95Below: 2_000 }).answer;
    assert.equal(finding.verdict, 'sick');
    assert.match(finding.says, /answered 3 of 10 requests without success \(500: 3\)\./);
    assert.equal(asked, 10);
    assert.doesNotMatch(JSON.stringify(finding), /canary/);
  });

  test('sick when one of ten is slow: the 95th percentile of ten is the slowest', async () => {
    let asked = 0;
    const url = await serve(async (_, response) => {
      asked += 1;
      if (asked === 4) await delay(400);
      response.end();
    });
    const finding = await ask(url, { p95Below: 200 }).answer;
    assert.equal(finding.verdict, 'sick');
    assert.match(
      finding.says,
      /answered 10 of 10 .* 4\d\d ms at the 95th percentile, which must be below 200, /,
    );
    const slowest = finding.evidence?.[3];
    assert.ok(Number(slowest?.firstByte) >= 400 && Number(slowest?.connected) < 200);
  });

  test('the body counts: what begins at once and takes its time is slow, too', async () => {
    const url = await serve(async (_, response) => {
      response.write('begins');
      await delay(250);
      response.end('ends');
    });
    const finding = await ask(url, { requests: 2, p95Below: 200 }).answer;
    assert.equal(finding.verdict, 'sick');
    assert.ok(Number(finding.evidence?.[0]?.firstByte) < 200);
  });

  test('without a limit the times are told, and only success counts', async () => {
    const url = await serve(async (_, response) => {
      await delay(50);
      response.end();
    });
    const { verdict, says } = await ask(url, { requests: 2 }).answer;
    assert.equal(verdict, 'well');
    assert.match(says, /ms at the 95th percentile, \d+ ms at most/);
  });

  test('a request without an answer ends the asking: down, hanging, broken off', async () => {
    const gone = await serve(() => {});
    closeServers();
    const down = await ask(gone).answer;
    assert.equal(down.verdict, 'sick');
    assert.match(
      down.says,
      /is down: the connection was refused, nothing listens there \(request 1 of 10\)\.$/,
    );
    let asked = 0;
    const breaks = await serve((request, response) => {
      asked += 1;
      if (asked === 2) request.socket.destroy();
      else response.end();
    });
    const broken = await ask(breaks).answer;
    assert.match(broken.says, /broke the connection off without an answer \(request 2 of 10\)\.$/);
    assert.equal(asked, 2);
    const started = Date.now();
    const hanging = await ask(await serve(() => {})).answer;
    assert.match(hanging.says, /did not answer within 5 s \(request 1 of 10\)\.$/);
    assert.ok(Date.now() - started < 7_000);
  });

  test('a redirect is followed within the host and costs its time; to another host it is no success', async () => {
    let elsewhere = 0;
    const other = await serve((_, response) => {
      elsewhere += 1;
      response.end();
    });
    const url = await serve(async (request, response) => {
      if (request.url === '/there') return response.end();
      await delay(100);
      return response.writeHead(302, { location: request.url === '/near' ? '/there' : other }).end();
    });
    const near = await ask(`${url}/near`, { requests: 2 }).answer;
    assert.equal(near.verdict, 'well');
    assert.ok(Number(near.evidence?.[0]?.total) >= 100);
    const far = await ask(`${url}/far`, { requests: 2 }).answer;
    assert.equal(far.verdict, 'sick');
    assert.match(far.says, /2 of 2 requests without success \(302: 2\)/);
    assert.equal(elsewhere, 0);
  });

  test('what a URL holds of settings is asked with, and shown nowhere', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      seen.push(request.url, request.headers.authorization);
      response.writeHead(500).end();
    });
    const withLogin = url.replace('//', '//mayday:canary-login@');
    const settings = { WHERE: withLogin, TOKEN: 'canary-token' };
    const finding = await ask(`\${WHERE}/health?token=\${TOKEN}`, { requests: 2 }, settings).answer;
    assert.equal(seen[0], '/health?token=canary-token');
    assert.equal(seen[1], `Basic ${Buffer.from('mayday:canary-login').toString('base64')}`);
    assert.doesNotMatch(JSON.stringify(finding), /canary/);
  });

  test('a URL that is none is said, and cancelling ends the asking', async () => {
    const bad = await ask('shop/health').answer;
    assert.equal(bad.verdict, 'unknown');
    assert.match(bad.says, /write http:\/\/host:port\/path/);
    const { environment, answer } = ask(await serve(() => {}));
    setTimeout(() => environment.cancel(), 100);
    await assert.rejects(answer, { name: 'CancelledFailure' });
  });
});

describe('how fast a service answers over TLS', () => {
  const trusted = getCACertificates('default');
  const own = selfSigned('localhost');
  before(() => setDefaultCACertificates([...trusted, own.certificate]));
  after(() => setDefaultCACertificates(trusted));
  afterEach(closeServers);

  test('the handshake is a time of its own', async () => {
    const url = await serve((_, response) => response.end(), own);
    const finding = await ask(url, { requests: 2 }).answer;
    assert.equal(finding.verdict, 'well');
    const [{ connected, secured, firstByte } = {}] = finding.evidence ?? [];
    assert.ok(Number(connected) <= Number(secured) && Number(secured) <= Number(firstByte));
    assert.ok(secured !== null);
  });

  test('a certificate that nobody trusts is no answer', async () => {
    const url = await serve((_, response) => response.end(), selfSigned('localhost'));
    const finding = await ask(url, { requests: 2 }).answer;
    assert.equal(finding.verdict, 'sick');
    assert.match(finding.says, /cannot be reached \(DEPTH_ZERO_SELF_SIGNED_CERT\) \(request 1 of 2\)/);
  });
});
