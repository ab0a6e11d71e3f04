import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../../client/gateway/logger.ts';
import { startWatchman, type Watchman } from '../../../client/gateway/watchman.ts';
import { lazyTemporal, type Temporal } from '../../../client/temporal.ts';
import { freePort, until } from '../../../servers/process.ts';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import { PagerDutyStandIn, routingKey } from '../../harness/pager-duty.ts';
import { unavailable } from '../../harness/servers.ts';

const patience = 1_500;

describe('Temporal stays away', { skip: await unavailable('temporal') }, () => {
  let folder: string;
  let server: TemporalServer | undefined;
  let start: () => Promise<TemporalServer>;
  let pagerDuty: PagerDutyStandIn;
  let temporal: Temporal;
  const logged: string[] = [];
  const watchmen: Watchman[] = [];
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mayday-watchman-'));
    const port = await freePort();
    start = () => startTemporal({ headless: true, dbFilename: path.join(folder, 'temporal.db'), port });
    server = await start();
    pagerDuty = await PagerDutyStandIn.start();
    temporal = lazyTemporal({ environment: { TEMPORAL_ADDRESS: server.address }, identity: 'watchman-test' });
  });
  after(async () => {
    for (const watchman of watchmen) watchman.stop();
    await temporal?.close();
    await server?.stop();
    await pagerDuty?.stop();
    await rm(folder, { recursive: true });
  });

  function watch(): void {
    const log = createLogger('info', [routingKey], { write: (line) => logged.push(line) });
    const settings = { routingKey, url: pagerDuty.url };
    const where = `${temporal.address}/${temporal.namespace}`;
    const { client } = temporal;
    watchmen.push(startWatchman({ settings, client, temporal: where, log, patience, every: 200 }));
  }

  test('nobody is paged while it answers, nor for an absence that is short', async () => {
    watch();
    watch();
    await sleep(2 * patience);
    assert.deepEqual(pagerDuty.open, []);
  });

  test('on-call is paged once by all gateways together, even where PagerDuty is away at first; it is taken back when Temporal answers again', async () => {
    pagerDuty.down = true;
    await server?.stop();
    const gone = Date.now();
    const calls = pagerDuty.calls;
    await until(async () => pagerDuty.calls > calls, { deadlineMs: 60_000 });
    assert.ok(Date.now() - gone >= patience, 'not before its patience is over');
    pagerDuty.down = false;
    await until(async () => pagerDuty.open.length > 0, { deadlineMs: 60_000 });
    await sleep(1_000);
    const [alert, ...more] = pagerDuty.open;
    assert.deepEqual(more, []);
    assert.equal(alert?.event.payload.severity, 'critical');
    assert.match(alert?.event.payload.summary, /^Mayday cannot take alerts: Temporal at 127\.0\.0\.1:\d+ /);

    server = await start();
    await until(async () => pagerDuty.open.length === 0, { deadlineMs: 60_000 });
    assert.ok(!logged.join('').includes(routingKey));
  });

  test('a gateway that starts anew takes back what one before it has paged', async () => {
    for (const watchman of watchmen.splice(0)) watchman.stop();
    await server?.stop();
    watch();
    await until(async () => pagerDuty.open.length === 1, { deadlineMs: 60_000 });
    for (const watchman of watchmen.splice(0)) watchman.stop();
    server = await start();
    assert.equal(pagerDuty.open.length, 1);
    watch();
    await until(async () => pagerDuty.open.length === 0, { deadlineMs: 60_000 });
  });
});
