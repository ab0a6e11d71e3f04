import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { prometheusAlerts } from '../../../activities/prometheus/alerts.ts';
import { prometheusErrorRatio } from '../../../activities/prometheus/error-ratio.ts';
import { prometheusLatency } from '../../../activities/prometheus/latency.ts';
import { measureRequests } from '../../../activities/prometheus/measure.ts';
import { prometheusServers } from '../../../activities/prometheus/query.ts';
import { prometheusRequests } from '../../../activities/prometheus/red.ts';
import { until } from '../../../servers/process.ts';
import { type AlertRule, type PrometheusServer, startPrometheus } from '../../../servers/prometheus.ts';
import type { RequestsImprovement } from '../../../workflows/contract/mitigations.ts';
import type { PrometheusTarget, RequestSeries } from '../../../workflows/contract/prometheus.ts';
import { unavailable } from '../../harness/servers.ts';
import { type Services, startServices } from './services.ts';

const skip = await unavailable('prometheus');

const well = { perSecond: 50, errorPercent: 0.4, within: 0.25 } as const;

const rules: AlertRule[] = [
  {
    alert: 'ManyErrors',
    expr: 'sum(rate(http_requests_total{service="backend",status="500"}[4s])) > 5',
    labels: { system: 'shop', severity: 'critical' },
    annotations: { summary: 'The backend answers with errors.' },
  },
  { alert: 'NotYet', expr: 'up == 1', for: '1h', labels: { system: 'shop' } },
  { alert: 'SomebodyElses', expr: 'up == 1', labels: { system: 'bank' } },
];

describe('requests to services, as a real Prometheus counts them', { skip }, () => {
  let services: Services;
  let prometheus: PrometheusServer;
  before(async () => {
    services = await startServices();
    services.does('backend', well);
    services.does('a "strange\\ one', well);
    prometheus = await startPrometheus([services.page], { rules });
    await until(
      async () => {
        const rows = (await requests()).evidence ?? [];
        return rows.length === 2 && rows.every(({ usualPerSecond }) => Number(usualPerSecond) > 49);
      },
      { deadlineMs: 60_000 },
    );
  });
  after(async () => {
    services?.close();
    await prometheus?.stop();
  });

  const values: Record<string, string> = { TOKEN: 'canary-token-1' };
  const client = prometheusServers({
    resolve: (given) => given.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? ''),
  });
  const series: RequestSeries = {
    counter: 'http_requests_total',
    status: 'status',
    duration: 'http_request_duration_seconds',
    by: 'service',
    labels: {},
    window: 4_000,
  };
  const of = (change: Partial<RequestSeries> = {}, target: Partial<PrometheusTarget> = {}) => ({
    prometheus: { id: 'prometheus', kind: 'prometheus' as const, url: prometheus.url, ...target },
    series: { ...series, ...change },
  });
  const usual = 9_000;
  const ratio = (lasting = 0, asked = of()) => prometheusErrorRatio(client)({ ...asked, above: 5, lasting });
  const latency = (asked = of()) =>
    prometheusLatency(client)({ ...asked, above: 2_000, timesUsual: 3, usual });
  const requests = (asked = of()) =>
    prometheusRequests(client)({ ...asked, errorsAbove: 5, p95Above: 2_000, usual });
  const alerts = (known: string[] = [], asked = of()) =>
    prometheusAlerts(client)({ prometheus: asked.prometheus, of: [{ system: 'shop' }], known });
  const measured = (metric: RequestsImprovement['metric'], below: number, asked = of()) =>
    measureRequests(client, { ...asked, metric, below, within: 0, readings: 1, every: 1 });

  test('healthy services are well, each with its numbers, and with names that need quoting', async () => {
    const errors = await ratio();
    assert.deepEqual([errors.check, errors.verdict], ['error ratio', 'well']);
    assert.match(
      errors.says,
      /^\S.* answers 0\.\d+ % of its requests with 5xx \(0\.\d+ of [\d.]+ a second\); up to 5 % is good\. 0 of 2 /,
    );
    const fast = await latency();
    assert.equal(fast.verdict, 'well');
    assert.match(
      fast.says,
      /answers 95 % of its requests within 24\d ms, 1 times the 24\d ms of 9 s before; up to 2000 ms, and 3 times the usual is good\./,
    );
    const all = await requests();
    assert.equal(all.verdict, 'well');
    assert.match(
      all.says,
      /: [\d.]+ requests a second \(9 s before: [\d.]+\), 0\.4 % answered with 5xx \(9 s before: 0\.4 %\), 95 % within 24\d ms \(9 s before: 24\d ms\)\./,
    );
    const one = await ratio(0, of({ labels: { service: 'a "strange\\ one' } }));
    assert.deepEqual(
      one.evidence?.map(({ service }) => service),
      ['a "strange\\ one'],
    );
  });

  test('alerts of others, and those that do not fire yet, are no trouble of the system', async () => {
    const found = await alerts();
    assert.deepEqual(
      [found.verdict, found.says],
      ['well', 'No other alert of the system fires. NotYet may fire soon. 1 alert of others fires.'],
    );
  });

  test('a share of errors above the limit counts once it has lasted; RED and the measure say so at once', async () => {
    services.does('backend', { ...well, errorPercent: 20 });
    await until(async () => (await ratio()).verdict === 'sick', { deadlineMs: 60_000 });
    const early = await ratio(12_000);
    assert.equal(early.verdict, 'well');
    assert.match(
      early.says,
      /backend answers [\d.]+ % .* above 5 % (for \d+ s only|only just now): it counts after 12 s\./,
    );
    const reading = await measured('errorRate', 1);
    assert.equal(reading.good, false);
    assert.match(
      reading.says,
      /^backend answers [\d.]+ % of its requests of the last 4 s with 5xx; below 1 % is good\.$/,
    );
    await until(async () => (await ratio(12_000)).verdict === 'sick', { deadlineMs: 60_000 });
    const found = await ratio(12_000);
    assert.match(
      found.says,
      /^backend answers 20 % of its requests with 5xx \([\d.]+ of [\d.]+ a second\), above 5 % for 12 s or longer\. 1 of 2 services/,
    );
    const [worst] = found.evidence ?? [];
    assert.deepEqual([worst?.service, worst?.errorPercent, worst?.bad], ['backend', 20, 'errors']);
    assert.ok(Math.abs(Number(worst?.errorsPerSecond) - 10) < 1, `${worst?.errorsPerSecond} errors a second`);
    assert.equal(found.evidence?.[1]?.bad, null);
    const all = await requests();
    assert.equal(all.verdict, 'sick');
    assert.deepEqual(all.evidence?.map(({ service, bad }) => [service, bad])[0], ['backend', 'errors']);
  });

  test('an alert of the system that a real rule raises is told; one that brought the incident proves nothing', async () => {
    await until(async () => (await alerts()).verdict === 'sick', { deadlineMs: 60_000 });
    const found = await alerts();
    assert.match(
      found.says,
      /^1 alert of the system fires: ManyErrors since \S+Z \(The backend answers with errors\)\. NotYet may fire soon\./,
    );
    assert.deepEqual(
      found.evidence?.map(({ alert, state, known }) => [alert, state, known]),
      [
        ['ManyErrors', 'firing', null],
        ['NotYet', 'pending', null],
      ],
    );
    const known = await alerts(['ManyErrors']);
    assert.equal(known.verdict, 'well');
    assert.match(
      known.says,
      /^No other alert of the system fires\. ManyErrors, which the incident knows, still fires\./,
    );
  });

  test('the measure is good as soon as the errors are gone', async () => {
    services.does('backend', { ...well, errorPercent: 0 });
    await until(async () => (await measured('errorRate', 1)).good, { deadlineMs: 60_000 });
    assert.equal((await ratio(12_000)).verdict, 'well');
  });

  test('slow answers are said against the limit, and against what was usual', async () => {
    services.does('backend', { ...well, within: 1 });
    await until(async () => (await latency()).verdict === 'sick', { deadlineMs: 60_000 });
    const slower = await latency();
    assert.match(
      slower.says,
      /^backend answers 95 % of its requests within \d{3} ms, [\d.]+ times the 24\d ms of 9 s before: above 3 times\./,
    );
    services.does('backend', { ...well, within: 2.5 });
    await until(async () => (await latency()).evidence?.[0]?.bad === 'slow', { deadlineMs: 60_000 });
    assert.match(
      (await latency()).says,
      /^backend answers 95 % of its requests within 2\d{3} ms.*: above 2000 ms\. 1 of 2 services are slow\.$/,
    );
    assert.equal((await measured('latencyP95', 2_000)).good, false);
    services.does('backend', well);
    await until(async () => (await measured('latencyP95', 2_000)).good, { deadlineMs: 60_000 });
  });

  test('a time of which nothing is known is said, and no reason to call anything slow', async () => {
    const found = await prometheusLatency(client)({
      ...of(),
      above: 2_000,
      timesUsual: 3,
      usual: 86_400_000,
    });
    assert.equal(found.verdict, 'well');
    assert.match(found.says, /Nothing is known of 24 h before, so nobody can say what is usual\.$/);
    const all = await prometheusRequests(client)({
      ...of(),
      errorsAbove: 5,
      p95Above: 2_000,
      available: 99.9,
      usual: 86_400_000,
    });
    assert.match(
      all.says,
      /Of 24 h before there is nothing to compare with\. Of the last day's requests 9\d(\.\d+)? % were answered without 5xx; 99\.9 % are wanted\.$/,
    );
  });

  test('a service that gets no requests any more is in trouble, and has no share of errors', async () => {
    services.does('backend', { ...well, perSecond: 0 });
    await until(async () => (await requests()).evidence?.[0]?.bad === 'no requests', { deadlineMs: 60_000 });
    assert.match((await requests()).says, /^backend: 0 requests a second \(9 s before: [\d.]+\)/);
    const alone = of({ labels: { service: 'backend' } });
    const errors = await ratio(0, alone);
    assert.deepEqual(
      [errors.verdict, errors.says],
      ['unknown', 'No requests came in within 4 s, so no share of them failed.'],
    );
    await assert.rejects(measured('errorRate', 1, alone), /nobody can say whether it helped/);
    assert.match((await latency(alone)).says, /^No requests were timed within 4 s/);
    services.does('backend', well);
  });

  test('without any series, or without the label, nobody knows: never well', async () => {
    const gone = of({ counter: 'requests_of_nobody', duration: 'seconds_of_nobody' });
    for (const found of [await ratio(0, gone), await requests(gone)]) {
      assert.equal(found.verdict, 'unknown');
      assert.match(
        found.says,
        /^prometheus knows no series requests_of_nobody: see whether the services are scraped/,
      );
    }
    assert.match((await latency(gone)).says, /^prometheus knows no series seconds_of_nobody_bucket: /);
    await assert.rejects(measured('errorRate', 1, gone), /knows no series/);
    await assert.rejects(measured('latencyP95', 1, gone), /knows no series/);
    const unlabelled = await ratio(0, of({ status: 'code' }));
    assert.equal(unlabelled.verdict, 'unknown');
    assert.match(unlabelled.says, /have no label code, so nobody can say which requests failed/);
  });

  describe('one that does not let us ask', () => {
    let door: Server;
    let answers = (_: string | undefined): [number, string] => [401, 'no'];
    before(async () => {
      door = createServer((request, answer) => {
        request.resume();
        const [status, body] = answers(request.headers.authorization);
        answer.writeHead(status).end(body);
      }).listen(0, '127.0.0.1');
      await new Promise((resolve) => door.once('listening', resolve));
    });
    after(() => door?.close());
    const behind = (target: Partial<PrometheusTarget> = {}) =>
      of({}, { url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`, ...target });

    test('says what is wrong with the token, without saying the token', async () => {
      const found = await ratio(0, behind({ bearer: `\${TOKEN}` }));
      assert.equal(found.verdict, 'unknown');
      assert.match(found.says, /does not let us ask \(401\): see the target's bearer/);
      answers = (authorization) => [
        400,
        JSON.stringify({ status: 'error', errorType: 'bad_data', error: `${authorization}` }),
      ];
      for (const each of [
        await alerts([], behind({ bearer: `\${TOKEN}` })),
        await latency(behind({ bearer: `\${TOKEN}` })),
      ]) {
        assert.equal(each.verdict, 'unknown');
        assert.doesNotMatch(JSON.stringify(each), /canary/);
      }
    });

    test('is cut off where its answer has no end in sight', async () => {
      answers = () => [200, 'x'.repeat(3_000_000)];
      assert.match((await requests(behind())).says, /answers with more than 2 MB: write labels/);
    });

    test('is to be asked again where it is silent', async () => {
      process.kill(prometheus.process.pid, 'SIGSTOP');
      try {
        const again = {
          type: 'TargetUnreachable',
          nonRetryable: false,
          message: /did not answer within 5 s/,
        };
        await Promise.all(
          [ratio(), latency(), requests(), alerts()].map((asked) => assert.rejects(asked, again)),
        );
      } finally {
        process.kill(prometheus.process.pid, 'SIGCONT');
      }
    });
  });
});
