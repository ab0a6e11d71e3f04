import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, afterEach, before, describe, test } from 'node:test';
import { elasticsearchErrors } from '../../../activities/elasticsearch/errors.ts';
import { type OpensearchServer, startOpensearch } from '../../../servers/opensearch.ts';
import { freePort } from '../../../servers/process.ts';
import type { ElasticsearchTarget } from '../../../workflows/contract/elasticsearch.ts';
import { unavailable } from '../../harness/servers.ts';

const skip = await unavailable('opensearch');
const minute = 60_000;

describe('logged errors, asked of a real OpenSearch', { skip }, () => {
  let server: OpensearchServer;
  let door: Server;
  let doorUrl: string;
  /** What stands in front does with a request; undefined = it lets it through. */
  let inFront: (authorization: string | undefined) => [number, object, Record<string, string>?] | undefined;
  before(async () => {
    server = await startOpensearch();
    door = createServer(async (request, answer) => {
      const said = inFront(request.headers.authorization);
      if (said) return answer.writeHead(said[0], said[2]).end(JSON.stringify(said[1]));
      const body = await text(request);
      const passed = await fetch(`${server.url}${request.url}`, {
        method: request.method ?? 'GET',
        body,
        headers: { 'content-type': 'application/json' },
      });
      return answer.writeHead(passed.status).end(await passed.text());
    });
    await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
    doorUrl = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  });
  afterEach(() => tell('DELETE', '/fluentbit-*'));
  after(async () => {
    door?.close();
    await server?.stop();
  });

  async function tell(method: string, place: string, body?: string): Promise<void> {
    const headers = { 'content-type': 'application/x-ndjson' };
    const response = await fetch(`${server.url}${place}`, { method, headers, ...(body ? { body } : {}) });
    const said = (await response.json()) as { errors?: boolean };
    assert.ok(response.ok && !said.errors, JSON.stringify(said));
  }
  /** Lines as fluent-bit sends them, each so many ms old. */
  async function log(...lines: [ageMs: number, level: string, message: string, more?: object][]) {
    const index = JSON.stringify({ index: { _index: 'fluentbit-2026.11' } });
    const documents = lines.map(([age, level, message, more]) => {
      const kubernetes = { namespace_name: 'business-onboarding', pod_name: 'onboarding-api-7d9f-x2x' };
      return JSON.stringify({
        '@timestamp': new Date(Date.now() - age),
        level,
        message,
        kubernetes,
        ...more,
      });
    });
    await tell('POST', '/_bulk?refresh=true', `${documents.map((each) => `${index}\n${each}`).join('\n')}\n`);
  }

  const values: Record<string, string> = { KEY: 'canary-key-0001', PASSWORD: 'canary-password-1' };
  const resolve = (given: string) => given.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  const ask = (change: Partial<ElasticsearchTarget> = {}, errorsAbove = 0) => {
    const target = {
      id: 'logs',
      kind: 'elasticsearch' as const,
      url: server.url,
      index: 'fluentbit-*',
      ...change,
    };
    return elasticsearchErrors({ resolve })({ target, since: 60 * minute, errorsAbove });
  };

  test('error lines are counted by what they have in common, with their endpoints, beside those of the hour before', async () => {
    await log(
      [1_000, 'ERROR', 'Timeout after 3021 ms for order 8812', { method: 'POST', path: '/api/orders/8812' }],
      [2 * minute, 'ERROR', 'Timeout after 2999 ms for order 17', { method: 'POST', path: '/api/orders/17' }],
      [3 * minute, 'ERROR', 'Identity provider refused: 503 (GET /api/session)'],
      [4 * minute, 'INFO', 'Started'],
      [70 * minute, 'ERROR', 'Out of disk'],
      [200 * minute, 'ERROR', 'Long ago'],
    );
    const found = await ask();
    assert.equal(found.verdict, 'sick');
    assert.equal(
      found.says,
      '3 error lines within the last 60 min, 1 in the 60 min before. Most often (2 of the newest 3): Timeout after 3021 ms for order 8812. Most at POST /api/orders/# (2).',
    );
    assert.deepEqual(
      found.evidence?.map(({ last, ...row }) => row),
      [
        {
          times: 2,
          endpoint: 'POST /api/orders/#',
          pod: 'onboarding-api-7d9f-x2x',
          message: 'Timeout after 3021 ms for order 8812',
        },
        {
          times: 1,
          endpoint: 'GET /api/session',
          pod: 'onboarding-api-7d9f-x2x',
          message: 'Identity provider refused: 503 (GET /api/session)',
        },
      ],
    );
  });

  test('well without errors, and with no more than the file allows', async () => {
    await log([1_000, 'INFO', 'Started'], [90 * minute, 'ERROR', 'Out of disk']);
    const none = await ask();
    assert.deepEqual(
      [none.verdict, none.says],
      ['well', 'No error was logged within the last 60 min, 1 in the 60 min before.'],
    );
    await log([1_000, 'ERROR', 'One'], [1_000, 'ERROR', 'Two']);
    assert.equal((await ask({}, 2)).verdict, 'well');
    assert.equal((await ask({}, 1)).verdict, 'sick');
  });

  test('of very many all are counted, and the newest hundred read', async () => {
    await log(
      ...Array.from({ length: 12_000 }, (_, i) => [i, 'ERROR', `Failed ${i}`] as [number, string, string]),
    );
    const found = await ask();
    assert.match(
      found.says,
      /^12000 error lines within .* Most often \(100 of the newest 100\): Failed 0\.$/,
    );
  });

  test('silence is not health: no line at all, and no index, are said', async () => {
    await log([200 * minute, 'INFO', 'Long ago']);
    const silent = await ask();
    assert.equal(silent.verdict, 'unknown');
    assert.match(
      silent.says,
      /^logs \(http:\S+\) has no line at all of the last 60 min in fluentbit-\*: see whether logs/,
    );
    for (const index of ['nothing-*', 'nothing']) {
      const missing = await ask({ index });
      assert.equal(missing.verdict, 'unknown');
      assert.match(missing.says, /has no index that is called nothing/);
    }
  });

  test('an index of another kind hides no errors of the others', async () => {
    await log([1_000, 'ERROR', 'Boom']);
    await tell('PUT', '/fluentbit-other', '{"mappings":{"properties":{"level":{"type":"object"}}}}');
    const found = await ask();
    assert.equal(found.verdict, 'sick');
    assert.match(found.says, /^1 error line within/);
  });

  test('a search that cannot be worked out is said with the reason of the server', async () => {
    const found = await ask({ index: 'UPPER' });
    assert.equal(found.verdict, 'unknown');
    assert.match(
      found.says,
      /cannot work the search out \(400: .*lowercase|has no index that is called UPPER/,
    );
  });

  test('secrets in what was logged are masked, and documents are not kept', async () => {
    await log([
      1_000,
      'ERROR',
      'login failed: password=canary-9 for ana@shop.example',
      { body: 'canary-body' },
    ]);
    const found = await ask();
    assert.match(found.says, /login failed: password=\*\*\* for \*\*\*@\*\*\*/);
    assert.doesNotMatch(JSON.stringify(found), /canary/);
  });

  test('a key, a token, or name and password are sent, and never said; without the right one it is told', async () => {
    await log([1_000, 'INFO', 'Started']);
    const asked: (string | undefined)[] = [];
    inFront = (authorization) => {
      asked.push(authorization);
      return undefined;
    };
    const url = doorUrl;
    await ask({ url, apiKey: `\${KEY}` });
    await ask({ url, bearer: `\${KEY}` });
    await ask({ url: `${doorUrl.replace('//', `//elastic:\${PASSWORD}@`)}` });
    const basic = `Basic ${Buffer.from('elastic:canary-password-1').toString('base64')}`;
    assert.deepEqual([...new Set(asked)], ['ApiKey canary-key-0001', 'Bearer canary-key-0001', basic]);
    const security = (type: string, reason: string) => ({
      error: { type, reason, root_cause: [{ type, reason }] },
    });
    inFront = () => [401, security('security_exception', 'unable to authenticate with canary-key-0001')];
    const stranger = await ask({ url, apiKey: `\${KEY}` });
    assert.match(stranger.says, /does not let us in \(401\): see the target's apiKey/);
    inFront = () => [
      403,
      security('security_exception', 'action [indices:data/read/search] is unauthorized'),
    ];
    const guest = await ask({ url, apiKey: `\${KEY}` });
    assert.match(
      guest.says,
      /does not let us read fluentbit-\* \(403\): give our user or key the privilege "read"/,
    );
    assert.doesNotMatch(JSON.stringify([stranger, guest]), /canary/);
    assert.deepEqual([stranger.verdict, guest.verdict], ['unknown', 'unknown']);
  });

  test('one that cannot answer now, or is not there, is to be asked again', async () => {
    const again = { type: 'TargetUnreachable', nonRetryable: false };
    inFront = () => [503, { error: { type: 'cluster_block_exception', reason: 'no master' } }];
    await assert.rejects(ask({ url: doorUrl }), {
      ...again,
      message: /cannot answer now \(503: no master\)/,
    });
    const nobody = `http://127.0.0.1:${await freePort()}`;
    await assert.rejects(ask({ url: nobody }), { ...again, message: /is down: nothing listens there/ });
    inFront = () => [429, { error: { type: 'es_rejected_execution_exception' } }, { 'retry-after': '1' }];
    await assert.rejects(ask({ url: doorUrl }), { type: 'RateLimited', nextRetryDelay: 1_000 });
    process.kill(server.process.pid, 'SIGSTOP');
    try {
      await assert.rejects(ask(), { ...again, message: /did not answer within 5 s/ });
    } finally {
      process.kill(server.process.pid, 'SIGCONT');
    }
  });
});
