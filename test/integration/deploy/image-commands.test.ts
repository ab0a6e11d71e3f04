import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type PostgresServer, startPostgres } from '../../../servers/postgres.ts';
import { freePort, type Running, until } from '../../../servers/process.ts';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import { unavailable } from '../../harness/servers.ts';
import { composeFile, type Service } from '../../unit/deploy/compose-file.ts';
import { giveSecret, prepareHost, setInEnv } from './compose-host.ts';
import { execIn, type Host, healthy, startService, withoutContainers } from './container.ts';
import { layOutImage } from './image-tree.ts';

const { services } = composeFile();
const { worker, gateway, 'codec-server': codecServer } = services as Record<string, Service>;
const skip = withoutContainers() || (await unavailable('temporal', 'postgres'));
const patient = { deadlineMs: 170_000, everyMs: 500 };

// No container engine is needed for this: see container.ts for what stands in its place.
describe('What docker-compose.yml starts of Mayday', { skip, timeout: 900_000 }, () => {
  let host: Host;
  let temporal: TemporalServer;
  let postgres: PostgresServer;
  const running: Record<string, Running> = {};
  before(async () => {
    assert.ok(worker && gateway && codecServer);
    [temporal, postgres] = await Promise.all([startTemporal({ headless: true }), startPostgres()]);
    host = prepareHost(layOutImage(), {
      TEMPORAL_ADDRESS: temporal.address,
      MAYDAY_WORKER_PORT: `${await freePort()}`,
      MAYDAY_GATEWAY_PORT: `${await freePort()}`,
      MAYDAY_GATEWAY_METRICS_PORT: `${await freePort()}`,
      MAYDAY_CODEC_PORT: `${await freePort()}`,
    });
    giveSecret(host, 'worker', 'demo-database-url', postgres.url);
    setInEnv(host, {
      DEMO_DATABASE_URL_FILE: '/etc/mayday/secrets/demo-database-url',
      DEMO_SERVICE_URL: 'http://127.0.0.1:9',
      MAYDAY_ENCRYPTION_KEYS_FILE: '/run/secrets/encryption-keys',
    });
  });
  after(async () => {
    for (const each of Object.values(running)) await each.stop();
    await Promise.all([temporal?.stop(), postgres?.stop()]);
    if (host)
      for (const place of [host.app, path.dirname(host.project)])
        rmSync(place, { recursive: true, force: true });
  });

  async function startsHealthy(name: string, service: Service) {
    running[name] = await startService(name, service, host, () => healthy(service, host));
  }
  const run = (service: Service, ...words: string[]) => execIn(service, host, words);
  const mayday = (...words: string[]) => run(worker as Service, 'node', 'client/cli/main.ts', ...words);

  test('the container that stands for theirs lets nobody write but where Compose says so', async () => {
    const attempt = (service: Service | undefined, place: string) =>
      run(service as Service, 'sh', '-c', `touch ${place} && rm ${place}`).then(({ status }) => status === 0);
    for (const service of [worker, gateway, codecServer]) {
      for (const place of ['/app/x', '/x', '/etc/mayday/systems/x', '/run/secrets/x'])
        assert.equal(await attempt(service, place), false, place);
      assert.equal(await attempt(service, '/tmp/x'), true);
    }
    assert.equal(await attempt(worker, '/var/lib/mayday/x'), true);
    assert.equal(await attempt(gateway, '/var/lib/mayday/x'), false);
    const { out } = await run(worker as Service, 'sh', '-c', 'id -u; grep CapEff /proc/self/status');
    assert.match(out, /^1000\nCapEff:\s+0+\n$/);
  });

  test('a secret is seen by those only who are given it', async () => {
    const seen = async (service?: Service) =>
      (await run(service as Service, 'ls', '/run/secrets')).out.trim().split('\n');
    for (const service of [worker, gateway, codecServer])
      assert.deepEqual((await seen(service)).sort(), [...(service?.secrets ?? [])].sort());
    assert.equal((await run(gateway as Service, 'ls', '/etc/mayday/secrets')).out, '');
  });

  test('the worker becomes healthy with the bundle of the image, and not before it runs', async () => {
    assert.equal(await healthy(worker as Service, host), false);
    await startsHealthy('worker', worker as Service);
    assert.match(running.worker?.log() ?? '', /worker ready/);
  });

  test('the gateway becomes healthy', () => startsHealthy('gateway', gateway as Service));

  test('the codec server becomes healthy', () => startsHealthy('codec-server', codecServer as Service));

  test('doctor finds Temporal, both queues, and a worker that answers', async () => {
    const needed = ['Temporal', 'queue mayday', 'queue mayday-main', 'signal', 'schedules'];
    // It gives the worker five seconds, which a busy machine may not.
    await until(async () => {
      const { out, err } = await mayday('doctor', '--json');
      assert.ok(out, err);
      const found = JSON.parse(out) as { checks?: Report[] } & Report[];
      for (const name of needed) {
        const report = (found.checks ?? found).find(({ check }) => check === name);
        assert.match(report?.verdict ?? '', /^(good|doubtful)$/, `${name}: ${JSON.stringify(report)}`);
      }
    }, patient);
  });

  test('an alert with the token of the file opens an incident, which looks at PostgreSQL and ends in the volume', async () => {
    const token = readFileSync(path.join(host.project, 'deploy/secrets/hook-token'), 'utf8').trim();
    assert.equal((await send('another-token')).status, 401);
    assert.equal((await send(token)).status, 202);
    await until(async () => /usable connections are used/.test((await mayday('show')).out), patient);
    const resolved = await mayday('resolve', '--as-false-alarm', '--as', 'alice', '--reason', 'a test');
    assert.equal(resolved.status, 0, resolved.err);
    const archive = path.join(host.volumes, 'mayday/archive');
    await until(async () => existsSync(archive) && readdirSync(archive).length > 0, patient);
    assert.equal(statSync(archive).uid, 1000);
    assert.ok(existsSync(path.join(host.volumes, 'mayday/channel.jsonl')));
    assert.ok(!Object.values(running).some((each) => each.log().includes(token)));
  });

  test('each ends by SIGTERM within its grace', async () => {
    for (const [name, each] of Object.entries(running)) {
      const grace = services[name]?.stop_grace_period ?? '10s';
      const asked = Date.now();
      await each.stop();
      assert.equal(await each.ended, 0, `${name}: ${each.log().slice(-500)}`);
      assert.ok(Date.now() - asked < Number.parseInt(grace, 10) * 1_000, name);
    }
  });

  function send(token: string): Promise<Response> {
    const alert = {
      status: 'firing',
      labels: { alertname: 'ShopDatabaseConnectionsExhausted', service: 'demo-shop' },
      annotations: {},
      startsAt: new Date().toISOString(),
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: '',
      fingerprint: '5048e0d360b487d0',
    };
    const body = {
      version: '4',
      groupKey: '{}:{alertname="ShopDatabaseConnectionsExhausted"}',
      truncatedAlerts: 0,
      status: 'firing',
      receiver: 'mayday',
      groupLabels: {},
      commonLabels: alert.labels,
      commonAnnotations: {},
      externalURL: '',
      alerts: [alert],
    };
    return fetch(`http://127.0.0.1:${host.instead.MAYDAY_GATEWAY_PORT}/hooks/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
  }
});

interface Report {
  check: string;
  verdict: string;
  says: string;
}
