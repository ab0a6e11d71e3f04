import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { httpMetrics } from '../../../activities/http/metrics.ts';
import { freePort } from '../../../servers/process.ts';
import type { Finding } from '../../../workflows/contract/findings.ts';
import { closeServers, resolveWith, run, serve } from './asked.ts';

async function ask(url: string, series: string[] = [], bearer?: string): Promise<Finding> {
  const resolve = resolveWith({ TOKEN: 'canary-token-1', PASSWORD: 'canary-password' });
  const target = { id: 'metrics', kind: 'http' as const, url, series, ...(bearer ? { bearer } : {}) };
  return await run(httpMetrics({ resolve }), { target }).answer;
}

const text = `# HELP http_requests_total The requests.
# TYPE http_requests_total counter
http_requests_total{method="GET",status="200"} 900
http_requests_total{method="POST",status="200"} 50
http_requests_total{method="GET",status="500",path="/a b{c}"} 50 1395066363000
active_users 42
http_request_duration_seconds_bucket{le="+Inf"} 1000
nothing_yet NaN
`;

const json = {
  activeUsers: 42,
  errors: { total: 7, byKind: [{ kind: 'timeout', count: 5 }], token: 'canary-token-1' },
  database: { status: 'degraded' },
};

describe('what a page counts', () => {
  afterEach(closeServers);

  test('series of the text format are added up, by status where they count that', async () => {
    const url = await serve((_, response) => response.end(text));
    const found = await ask(`${url}/metrics`, ['active_users', 'http_requests_total']);
    assert.deepEqual([found.check, found.verdict], ['page metrics', 'well']);
    assert.equal(found.says, 'active_users 42; http_requests_total 200: 950, 500: 50 (5 % of 1000 are 5xx).');
    assert.deepEqual(found.evidence, [
      { series: 'active_users', by: null, value: 42 },
      { series: 'http_requests_total', by: '200', value: 950 },
      { series: 'http_requests_total', by: '500', value: 50 },
    ]);
    const first = await ask(`${url}/metrics`);
    assert.match(first.says, /^active_users 42; http_requests_total 200: 950/);
  });

  test('values of JSON are named by the end of their path, and lists by their length', async () => {
    const url = await serve((_, response) => response.end(JSON.stringify(json)));
    const found = await ask(url, ['activeUsers', 'byKind', 'status']);
    assert.equal(found.verdict, 'well');
    assert.equal(
      found.says,
      'activeUsers 42; errors.byKind.length 1; errors.byKind.0.kind timeout; errors.byKind.0.count 5; database.status degraded.',
    );
    const list = await serve((_, response) => response.end('[{"name":"DiskFull"},{"name":"Slow"}]'));
    assert.equal((await ask(list)).says, 'length 2.');
    assert.equal((await ask(list, ['name'])).says, '0.name DiskFull; 1.name Slow.');
  });

  test('what nobody named is told as numbers only, and a secret never', async () => {
    const url = await serve((_, response) => response.end(JSON.stringify(json)));
    const found = await ask(url, [], `\${TOKEN}`);
    assert.equal(
      found.says,
      'activeUsers 42; errors.total 7; errors.byKind.length 1; errors.byKind.0.count 5.',
    );
    const named = await ask(url, ['token'], `\${TOKEN}`);
    assert.equal(named.says, 'errors.token ***.');
    assert.doesNotMatch(JSON.stringify([found, named]), /canary/);
  });

  test('the token is sent; a wrong one is said, with what to look at', async () => {
    const url = await serve((request, response) => {
      const known = request.headers.authorization === 'Bearer canary-token-1';
      response.writeHead(known ? 200 : 401).end(known ? '{"activeUsers":3}' : 'canary-token-1 is unknown');
    });
    assert.equal((await ask(url, ['activeUsers'], `\${TOKEN}`)).says, 'activeUsers 3.');
    const without = await ask(url, ['activeUsers']);
    assert.deepEqual(
      [without.verdict, without.says],
      ['unknown', `metrics (${url}) answers 401 instead of its metrics: see the target's bearer.`],
    );
  });

  test('what it does not have is said, and is never well', async () => {
    const page = await serve((_, response) => response.end(text));
    const found = await ask(page, ['active_users', 'queue_length']);
    assert.deepEqual(
      [found.verdict, found.says],
      ['unknown', 'active_users 42. metrics has no queue_length.'],
    );
    const site = await serve((_, response) => response.end('<html><body>Welcome</body></html>'));
    assert.deepEqual((await ask(site)).says, 'metrics answers with nothing that counts anything.');
    const sick = await serve((_, response) => response.writeHead(503).end());
    assert.deepEqual((await ask(sick)).says, `metrics (${sick}) answers 503 instead of its metrics.`);
    assert.match((await ask('nonsense')).says, /is not one: write http/);
  });

  test('a page without end, and one that is deep, do no harm', { timeout: 20_000 }, async () => {
    const long = await serve((_, response) => response.end(`active_users 1\n${'x'.repeat(5_000_000)}`));
    assert.equal((await ask(long, ['active_users'])).says, 'active_users 1.');
    const deep = await serve((_, response) => response.end(`${'['.repeat(5_000)}1${']'.repeat(5_000)}`));
    assert.equal((await ask(deep, ['nothing'])).verdict, 'unknown');
    const endless = await serve((_, response) => {
      const writing = setInterval(() => response.write('{"a":'), 100);
      response.on('close', () => clearInterval(writing));
    });
    await assert.rejects(ask(endless), { type: 'TargetUnreachable', message: /did not answer within 5 s/ });
  });

  test('one that is not there is to be asked again, without its password', async () => {
    const url = `http://user:\${PASSWORD}@127.0.0.1:${await freePort()}/metrics`;
    await assert.rejects(ask(url), (error: Error & { type?: string; nonRetryable?: boolean }) => {
      assert.deepEqual([error.type, error.nonRetryable ?? false], ['TargetUnreachable', false]);
      assert.match(error.message, /^metrics \(http:\/\/127\.0\.0\.1:\d+\) is down/);
      assert.doesNotMatch(error.message, /canary/);
      return true;
    });
  });
});
