import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { startAlertmanager, toWebhook } from '../../../servers/alertmanager.ts';
import { until } from '../../../servers/process.ts';
import { isRunning } from '../../harness/processes.ts';
import { unavailable } from '../../harness/servers.ts';

describe('an Alertmanager of our own', { skip: await unavailable('alertmanager') }, () => {
  test('it sends what it is given to the webhook with its token, and stops', async () => {
    const heard: { token?: string; names: string[] }[] = [];
    const hook = createServer((request, answer) => {
      void bodyOf(request).then((body) => {
        const { alerts } = JSON.parse(body) as { alerts: { labels: { alertname: string } }[] };
        heard.push({
          token: request.headers.authorization,
          names: alerts.map(({ labels }) => labels.alertname),
        });
        answer.end();
      });
    }).listen(0, '127.0.0.1');
    await once(hook, 'listening');
    const { port } = hook.address() as AddressInfo;
    const server = await startAlertmanager(toWebhook(`http://127.0.0.1:${port}/`, 'the-token'));
    try {
      const given = await fetch(`${server.url}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([{ labels: { alertname: 'Boom' } }]),
      });
      assert.equal(given.status, 200);
      await until(async () => heard.length > 0, { deadlineMs: 60_000 });
      assert.deepEqual(heard[0], { token: 'Bearer the-token', names: ['Boom'] });
    } finally {
      await server.stop();
      hook.close();
    }
    assert.equal(await isRunning(server.process.pid), false);
  });
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}
