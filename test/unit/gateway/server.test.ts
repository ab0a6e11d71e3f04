import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Client } from '@temporalio/client';
import { createLogger } from '../../../client/gateway/logger.ts';
import { buildGateway } from '../../../client/gateway/server.ts';
import type { Catalogue } from '../../../systems/catalogue.ts';

const token = 'canary-hook-token';
const authorization = `Bearer ${token}`;
const alerts = JSON.stringify({
  groupKey: 'k',
  alerts: [{ status: 'firing', labels: {}, startsAt: '2026-11-21T10:21:06Z' }],
});

/** A gateway whose Temporal records everything, and the lines it logs. */
function gateway() {
  const lines: string[] = [];
  const recorded: unknown[] = [];
  const client = {
    withDeadline: (_: number, call: () => unknown) => call(),
    workflow: {
      signalWithStart: async (...call: unknown[]) => ({ signaledRunId: `run ${recorded.push(call)}` }),
    },
  } as unknown as Client;
  const catalogue = { routes: () => [] } as Partial<Catalogue> as Catalogue;
  const log = createLogger('trace', [token], { write: (line) => lines.push(line) });
  const app = buildGateway({ config: { credentials: { bearer: [token] } }, client, catalogue, log });
  return { app, lines, recorded };
}

test('a message with the token is recorded, whatever its content type says', async () => {
  for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', undefined]) {
    const { app, recorded } = gateway();
    const headers = { authorization, ...(type ? { 'content-type': type } : {}) };
    const answer = await app.inject({
      method: 'POST',
      url: '/hooks/alertmanager',
      headers,
      payload: Buffer.from(alerts),
    });
    assert.equal(answer.statusCode, 202, answer.body);
    assert.equal(recorded.length, 1);
  }
});

test('a message without alerts is 202 and records nothing', async () => {
  const { app, recorded } = gateway();
  const payload = '{"groupKey":"k","alerts":[]}';
  const answer = await app.inject({
    method: 'POST',
    url: '/hooks/alertmanager',
    headers: { authorization },
    payload,
  });
  assert.equal(answer.statusCode, 202);
  assert.deepEqual(answer.json(), { incidents: [], nothingOpen: [] });
  assert.equal(recorded.length, 0);
});

test('wrong and missing credentials are 401, counted in the log, before the body is looked at', async () => {
  const { app, lines, recorded } = gateway();
  for (const headers of [{}, { authorization: 'Bearer something-wrong' }]) {
    const answer = await app.inject({ method: 'POST', url: '/hooks/alertmanager', headers, payload: '{' });
    assert.equal(answer.statusCode, 401);
    assert.match(answer.json().error, /^The credentials are wrong or missing: write/);
    assert.match(String(answer.headers['www-authenticate']), /Bearer/);
  }
  assert.equal(recorded.length, 0);
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).refused).filter((count) => count !== undefined),
    [1, 2],
  );
});

test('no credentials, right or wrong, are in the log', async () => {
  const { app, lines } = gateway();
  const wrong = 'something-wrong';
  for (const shown of [token, wrong]) {
    const headers = { authorization: `Bearer ${shown}` };
    await app.inject({ method: 'POST', url: `/hooks/alertmanager?token=${shown}`, headers, payload: alerts });
    await app.inject({ method: 'GET', url: `/hooks/alertmanager?token=${shown}`, headers });
    await app.inject({ method: 'POST', url: '/hooks/alertmanager', headers, payload: `{"token":"${shown}` });
  }
  assert.ok(lines.length > 6);
  for (const line of lines) assert.ok(!line.includes(token) && !line.includes(wrong), line);
});

describe('what is not taken is answered with a sentence', () => {
  const inject = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: string) =>
    gateway().app.inject({ method, url, headers: { authorization }, payload });

  test('400 names the field, what was found and what was expected', async () => {
    const answer = await inject('POST', '/hooks/alertmanager', '{"alerts":[]}');
    assert.equal(answer.statusCode, 400);
    assert.match(answer.json().error, /^groupKey: found nothing; expected the text by which Alertmanager/);
  });

  test('400 for an empty body', async () => {
    const answer = await inject('POST', '/hooks/alertmanager');
    assert.equal(answer.statusCode, 400);
    assert.match(answer.json().error, /^The body is not JSON \(it is empty\)/);
  });

  test('413 says which setting makes messages smaller', async () => {
    const answer = await inject('POST', '/hooks/alertmanager', ' '.repeat(5 * 1024 * 1024 + 1));
    assert.equal(answer.statusCode, 413);
    assert.match(answer.json().error, /lower max_alerts/);
  });

  test('404 says where alerts go', async () => {
    const answer = await inject('POST', '/hooks/alertmanger', alerts);
    assert.equal(answer.statusCode, 404);
    assert.match(
      answer.json().error,
      /^There is nothing at \/hooks\/alertmanger: alerts go to POST \/hooks\/alertmanager/,
    );
  });

  test('405 names the method to use', async () => {
    const answer = await inject('GET', '/hooks/alertmanager?a=b');
    assert.equal(answer.statusCode, 405);
    assert.equal(answer.headers.allow, 'POST');
    assert.equal(answer.json().error, '/hooks/alertmanager does not take GET: use POST.');
  });

  test('a URL that cannot be read', async () => {
    const answer = await inject('GET', '/%zz');
    assert.equal(answer.statusCode, 400);
    assert.equal(typeof answer.json().error, 'string');
  });
});
