import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../servers/process.ts';

const main = fileURLToPath(new URL('../../../client/gateway/main.ts', import.meta.url));
const catalogue = fileURLToPath(new URL('../../../systems', import.meta.url));
const token = 'canary-hook-token';
const apiKey = 'canary-api-key';

describe('the gateway as a process', () => {
  const children: ChildProcess[] = [];
  after(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  function gateway(environment: Record<string, string>) {
    const child = spawn(process.execPath, [main], {
      env: { MAYDAY_CATALOGUE: catalogue, MAYDAY_LOG_LEVEL: 'trace', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    const ended = once(child, 'close').then(([code]) => code as number | null);
    const address = async () => {
      for (;;) {
        const found = /"address":"(http:[^"]+)"/.exec(output)?.[1];
        if (found) return found;
        assert.equal(child.exitCode, null, output);
        await once(child.stderr, 'data');
      }
    };
    return { child, ended, address, output: () => output };
  }

  test('says where it listens, answers while Temporal is away, and ends with 0 when asked, without a secret in its output', async () => {
    const { child, ended, address, output } = gateway({
      MAYDAY_GATEWAY_PORT: '0',
      MAYDAY_HOOK_TOKEN: token,
      TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
      TEMPORAL_API_KEY: apiKey,
      TEMPORAL_TLS: 'false',
    });
    const base = await address();
    assert.equal((await fetch(`${base}/healthz`)).status, 200);
    for (const shown of [token, 'wrong-token']) {
      const response = await fetch(`${base}/hooks/alertmanager?key=${shown}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${shown}` },
        body: JSON.stringify({
          groupKey: 'k',
          alerts: [{ status: 'firing', labels: {}, startsAt: '2026-11-21T10:21:06Z' }],
        }),
      });
      assert.equal(response.status, shown === token ? 503 : 401);
      await response.body?.cancel();
    }
    child.kill('SIGTERM');
    assert.equal(await ended, 0, output());
    assert.match(output(), /gateway stopped/);
    for (const secret of [token, apiKey, 'wrong-token']) assert.ok(!output().includes(secret), output());
  });

  test('ends with a sentence when its settings are wrong', async () => {
    const { ended, output } = gateway({ MAYDAY_GATEWAY_PORT: 'http' });
    assert.equal(await ended, 1);
    assert.match(output(), /^MAYDAY_GATEWAY_PORT is "http"; write a number from 0/);
  });

  test('ends with a sentence when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { ended, output } = gateway({ MAYDAY_GATEWAY_PORT: `${port}`, MAYDAY_HOOK_TOKEN: token });
    assert.equal(await ended, 1);
    assert.match(output(), /is taken: end what listens there, or set MAYDAY_GATEWAY_PORT/);
    other.close();
  });
});
