import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { httpHealth } from '../../../activities/http/health.ts';
import type { Finding } from '../../../workflows/contract/findings.ts';

const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function ask(url: string, settings: Record<string, string> = {}, probes = 3) {
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  const beats: unknown[] = [];
  environment.on('heartbeat', (beat) => beats.push(beat));
  const resolve = (text: string) => text.replace(/\$\{([^}]+)\}/g, (_, name) => settings[name] ?? '');
  const question = { target: { id: 'shop-api', kind: 'http' as const, url }, probes, every: 20 };
  const answer: Promise<Finding> = environment.run(httpHealth({ resolve }), question);
  return { environment, beats, answer };
}

describe('the health of a service', () => {
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  test('well when every probe answers 2xx', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.writeHead(204).end();
    });
    const { answer, beats } = ask(`${url}/health`);
    const finding = await answer;
    assert.equal(finding.verdict, 'well');
    assert.equal(finding.says, `shop-api (${url}) answered 3 of 3 probes with success.`);
    assert.equal(finding.evidence?.length, 3);
    assert.deepEqual([asked, beats.length], [3, 3]);
  });

  test('sick at the first answer that is not 2xx, with status and the beginning of the body', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.writeHead(asked < 2 ? 200 : 503).end(`no database\nconnection ${'x'.repeat(100_000)}`);
    });
    const finding = await ask(url).answer;
    assert.equal(finding.verdict, 'sick');
    assert.match(finding.says, /answers 503: no database connection x+ \(probe 2 of 3\)\.$/);
    assert.ok(finding.says.length < 300);
  });

  test('sick when the service is down', async () => {
    const url = await serve(() => {});
    await new Promise((closed) => servers.pop()?.close(closed));
    const finding = await ask(url).answer;
    assert.equal(finding.verdict, 'sick');
    assert.match(finding.says, /is down: the connection was refused, nothing listens there/);
  });

  test('sick when it hangs: a probe waits 3 s', async () => {
    const url = await serve(() => {});
    const started = Date.now();
    const finding = await ask(url).answer;
    assert.equal(finding.verdict, 'sick');
    assert.match(finding.says, /did not answer within 3 s/);
    assert.ok(Date.now() - started < 4_500);
  });

  test('sick when it breaks off, and when the host is unknown', async () => {
    const url = await serve((request) => request.socket.destroy());
    assert.match((await ask(url).answer).says, /broke the connection off/);
    assert.match((await ask('http://nowhere.invalid/').answer).says, /host name is not known/);
  });

  test('a redirect is followed within the host, and to no other', async () => {
    let elsewhere = 0;
    const other = await serve((_, response) => {
      elsewhere += 1;
      response.end();
    });
    const url = await serve((request, response) => {
      if (request.url === '/there') return response.end('fine');
      const location = request.url === '/near' ? '/there' : request.url === '/loop' ? '/loop' : other;
      return response.writeHead(302, { location }).end();
    });
    assert.equal((await ask(`${url}/near`).answer).verdict, 'well');
    const far = await ask(`${url}/far`).answer;
    assert.equal(far.verdict, 'sick');
    assert.match(far.says, /redirects to another place/);
    assert.equal(elsewhere, 0);
    assert.match((await ask(`${url}/loop`).answer).says, /redirects more than 3 times/);
  });

  test('settings are filled in, and what they hold is shown nowhere', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      seen.push(request.url, request.headers.authorization);
      // 190 characters first: half of the secret would be inside of what is shown.
      response.writeHead(500).end(`${'x'.repeat(190)} ${request.url} ${request.headers.authorization}`);
    });
    const withLogin = url.replace('//', '//mayday:canary-login@');
    const settings = { WHERE: withLogin, TOKEN: 'canary-token', QUERY: 'key=canary-key' };
    const finding = await ask(`\${WHERE}/health?token=\${TOKEN}&\${QUERY}`, settings).answer;
    assert.equal(seen[0], '/health?token=canary-token&key=canary-key');
    assert.equal(seen[1], `Basic ${Buffer.from('mayday:canary-login').toString('base64')}`);
    assert.match(finding.says, /answers 500/);
    assert.doesNotMatch(JSON.stringify(finding), /canary|can/);
  });

  test('a service that says our login and query back does not get them shown, however it spells them', async () => {
    const url = await serve((request, response) => {
      const { url: asked = '', headers } = request;
      const key = new URL(asked, url).searchParams.get('key');
      response.writeHead(500).end(`${headers.authorization} ${asked} ${JSON.stringify({ key })}`);
    });
    const secret = `p"w'/@ canary+é%`;
    const where = url.replace('//', `//mayday:${encodeURIComponent(secret)}@`);
    const finding = await ask(`\${WHERE}`, { WHERE: `${where}/?key=${encodeURIComponent(secret)}` }).answer;
    assert.match(finding.says, /answers 500: Basic \*\*\* \/\?key=\*\*\* \{"key":"\*\*\*"\}/);
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
