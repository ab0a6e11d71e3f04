import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { freePort, type Running } from '../../../servers/process.ts';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import { unavailable } from '../../harness/servers.ts';
import { type Process, startOne } from './processes.ts';

const skip = await unavailable('temporal');
const canary = 'canary-0123456789abcdef0123456789abcdef';
const key = `2026-11:${Buffer.alloc(32, 7).toString('base64')}`;

describe('Processes whose every setting stands in a file', { skip, timeout: 600_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mayday-files-'));
  const running: Running[] = [];
  let temporal: TemporalServer;
  before(async () => {
    mkdirSync(path.join(folder, 'systems'));
    temporal = await startTemporal({ headless: true });
  });
  after(async () => {
    await Promise.all(running.map((each) => each.stop()));
    await temporal?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Each value in a file of its own, and nothing else but the names of these. */
  function inFiles(values: Record<string, string>): Record<string, string> {
    const all = {
      TEMPORAL_ADDRESS: temporal.address,
      MAYDAY_CATALOGUE: path.join(folder, 'systems'),
      ...values,
    };
    return Object.fromEntries(
      Object.entries(all).map(([name, value]) => {
        const file = path.join(folder, name);
        writeFileSync(file, `${value}\n`);
        return [`${name}_FILE`, file];
      }),
    );
  }

  async function start(which: Process, values: Record<string, string>, says: string): Promise<Running> {
    let log = '';
    const one = await startOne(which, inFiles(values), {
      deadlineMs: 150_000,
      onOutput: (text) => {
        log += text;
      },
      ready: async () => log.includes(says),
    });
    running.push(one);
    return one;
  }

  test('the worker serves the pools of one, and logs as another says', async () => {
    const worker = await start(
      'worker',
      {
        MAYDAY_POOLS: 'eu-west',
        MAYDAY_COORDINATES: 'no',
        MAYDAY_LOG_LEVEL: 'debug',
        MAYDAY_ARCHIVE_DIR: path.join(folder, 'archive'),
        MAYDAY_CHANNEL_LOG: path.join(folder, 'channel.jsonl'),
        MAYDAY_ENCRYPTION_KEYS: key,
        MAYDAY_SLACK_TOKEN: `xoxb-${canary}`,
      },
      'worker ready',
    );
    const log = worker.log();
    assert.match(log, /"queues":\["mayday-eu-west"\]/);
    assert.ok(log.includes(`"archive":"${path.join(folder, 'archive')}"`));
    assert.ok(!log.includes(canary));
  });

  test('the gateway listens at the port of one, and lets in who shows the token of another', async () => {
    const port = await freePort();
    const gateway = await start(
      'gateway',
      { MAYDAY_GATEWAY_PORT: `${port}`, MAYDAY_HOOK_TOKEN: canary, MAYDAY_ENCRYPTION_KEYS: key },
      'gateway listens',
    );
    const post = (token: string) =>
      fetch(`http://127.0.0.1:${port}/hooks/alertmanager`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{}',
      });
    assert.equal((await post('another')).status, 401);
    assert.equal((await post(canary)).status, 400);
    assert.ok(gateway.log().includes(temporal.address));
    assert.ok(!gateway.log().includes(canary));
  });

  test('the gateway sends its traces to the endpoint of one', async () => {
    const asked: string[] = [];
    const collector = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers['x-team']}`);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    after(() => collector.close());
    await once(collector, 'listening');
    const { port: at } = collector.address() as AddressInfo;
    const port = await freePort();
    const gateway = await start(
      'gateway',
      {
        MAYDAY_GATEWAY_PORT: `${port}`,
        MAYDAY_HOOK_TOKEN: canary,
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${at}`,
        OTEL_EXPORTER_OTLP_HEADERS: `x-team=${canary}`,
      },
      'gateway listens',
    );
    await fetch(`http://127.0.0.1:${port}/hooks/alertmanager`, { method: 'POST' });
    await gateway.stop();
    assert.deepEqual([...new Set(asked)], [`/v1/traces ${canary}`]);
  });

  test('the codec server listens at the port of one, and answers who shows the token of another', async () => {
    const port = await freePort();
    const codecServer = await start(
      'codec server',
      { MAYDAY_CODEC_PORT: `${port}`, MAYDAY_CODEC_TOKEN: canary, MAYDAY_ENCRYPTION_KEYS: key },
      'codec server listens',
    );
    const decode = (token: string) =>
      fetch(`http://127.0.0.1:${port}/decode`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'x-namespace': 'default',
        },
        body: JSON.stringify({ payloads: [] }),
      });
    assert.equal((await decode('another')).status, 401);
    assert.equal((await decode(canary)).status, 200);
    assert.ok(!codecServer.log().includes(canary));
  });

  test('the command line asks the Temporal of one', async () => {
    const list = await startOne('CLI', inFiles({ MAYDAY_AS: 'alice', MAYDAY_ENCRYPTION_KEYS: key }));
    assert.equal(await list.ended, 0, list.log());
    const lost = await startOne('CLI', inFiles({ TEMPORAL_ADDRESS: '127.0.0.1:1' }));
    assert.equal(await lost.ended, 1);
    assert.match(lost.log(), /Temporal at 127\.0\.0\.1:1 does not answer/);
  });

  test('a misspelt variable is a warning of worker and gateway, and stops neither', async () => {
    const port = await freePort();
    const gateway = await startOne(
      'gateway',
      {
        ...inFiles({ MAYDAY_GATEWAY_PORT: `${port}`, MAYDAY_HOOK_TOKEN: canary }),
        MAYDAY_SLACK_TOKN: canary,
      },
      { deadlineMs: 150_000, ready: () => fetch(`http://127.0.0.1:${port}/healthz`) },
    );
    running.push(gateway);
    assert.match(gateway.log(), /MAYDAY_SLACK_TOKN is not a setting; did you mean MAYDAY_SLACK_TOKEN\?/);
    assert.ok(!gateway.log().includes(canary));
  });
});
