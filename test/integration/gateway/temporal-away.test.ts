import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectTemporal } from '../../../client/temporal.ts';
import { freePort } from '../../../servers/process.ts';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import { unavailable } from '../../harness/servers.ts';
import { gatewayTo, placeOf, sample, type World } from './world.ts';

const group = 'temporal away';

describe('Temporal goes away and comes back', { skip: await unavailable('temporal') }, () => {
  let folder: string;
  let server: TemporalServer | undefined;
  let world: World;
  let start: () => Promise<TemporalServer>;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mayday-gateway-'));
    const port = await freePort();
    start = () => startTemporal({ headless: true, dbFilename: path.join(folder, 'temporal.db'), port });
    world = await gatewayTo(`127.0.0.1:${port}`);
    await world.get('/healthz');
  });
  after(async () => {
    await world?.close();
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  async function refusedWithinASecond() {
    const { status, body, ms, headers } = await world.post(sample('firing', group));
    assert.equal(status, 503);
    assert.ok(ms < 1_000, `${Math.round(ms)} ms`);
    assert.match(body.error, /^The message is not on record, send it again: Temporal /);
    assert.equal(headers.get('retry-after'), '5');
  }

  test('before it is there: 503 within a second, alive, not ready', async () => {
    await refusedWithinASecond();
    assert.equal((await world.get('/healthz')).status, 200);
    const { status, body } = await world.get('/readyz');
    assert.equal(status, 503);
    assert.match(body.reasons.join(), /^Temporal at 127\.0\.0\.1:\d+ does not answer/);
  });

  test('once it is there, the alert that is sent again arrives', async () => {
    server = await start();
    assert.equal((await sentUntilRecorded()).length, 1);
  });

  test('stopped: 503 within a second each time, also for a whole burst', async () => {
    await server?.stop();
    await refusedWithinASecond();
    await Promise.all(Array.from({ length: 10 }, refusedWithinASecond));
  });

  test('back with what it knew: the alert that is sent again arrives at the same run', async () => {
    server = await start();
    const [incident] = await sentUntilRecorded();
    const { runId } = await world.temporal.client.workflow.getHandle(placeOf(group)).describe();
    assert.equal(incident?.runId, runId);
    const { signals } = await world.recorded(placeOf(group));
    assert.ok(signals.length >= 2, `${signals.length} signals`);
  });

  async function sentUntilRecorded() {
    for (let tries = 0; tries < 10; tries += 1) {
      const { status, body } = await world.post(sample('firing', group));
      if (status === 202) return body.incidents;
      await sleep(500);
    }
    assert.fail('not recorded within ten tries');
  }
});

describe('something listens that is not Temporal, and never answers', () => {
  let silent: Server;
  const sockets = new Set<Socket>();
  let address: string;
  before(async () => {
    silent = createServer((socket) => sockets.add(socket));
    const port = await freePort();
    await new Promise<void>((resolve) => silent.listen(port, '127.0.0.1', resolve));
    address = `127.0.0.1:${port}`;
  });
  after(() => {
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  test('503 within a second', async () => {
    const world = await gatewayTo(address);
    try {
      const { status, ms } = await world.post(sample('firing'));
      assert.equal(status, 503);
      assert.ok(ms < 1_000, `${Math.round(ms)} ms`);
    } finally {
      await world.close();
    }
  });

  test('connecting fails with one sentence', async () => {
    const settings = { environment: { TEMPORAL_ADDRESS: address }, identity: 'test' };
    await assert.rejects(connectTemporal(settings, 500), {
      message: /^Temporal at 127\.0\.0\.1:\d+ does not answer.*: start it, or set TEMPORAL_ADDRESS/,
    });
  });
});

test('a profile that does not exist is said in one sentence', async () => {
  const settings = { environment: { TEMPORAL_PROFILE: 'nobody' }, identity: 'test' };
  await assert.rejects(connectTemporal(settings), {
    message: /^The settings of the connection to Temporal cannot be read: Profile 'nobody' not found/,
  });
});
