import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import type { NamedHook, Route } from '../../../systems/catalogue.ts';
import { incidentWorkflowId } from '../../../workflows/contract/keys.ts';
import { unavailable } from '../../harness/servers.ts';
import { gatewayTo, placeOf, type World } from './world.ts';

const [fresh, old] = ['the new hook secret', 'the old hook secret'];
const secrets = [fresh, old];
const hmac = (body: string, secret = fresh) => createHmac('sha256', secret).update(body).digest('hex');
const sample = (name: string) =>
  readFileSync(new URL(`../../samples/${name}.json`, import.meta.url), 'utf8').trim();

const toSentry: Route = {
  system: 'shop',
  runbook: 'generalIncident',
  match: { sender: 'sentry', project: 'shop' },
  catchAll: false,
};
const toCi: Route = { ...toSentry, match: { sender: 'ci', team: 'shop' } };
const ci: NamedHook = {
  name: 'ci',
  system: 'shop',
  entry: {
    secret: `\${CI_SECRET}`,
    signature: { header: 'X-Hub-Signature-256', prefix: 'sha256=' },
    fields: {
      name: '/workflow/name',
      status: { at: '/conclusion', resolved: ['success'] },
      startsAt: '/at',
      fingerprint: '/workflow/id',
      labels: { team: 'shop' },
    },
  },
};

describe('senders post to the gateway', { skip: await unavailable('temporal') }, () => {
  let server: TemporalServer;
  let world: World;
  before(async () => {
    server = await startTemporal({ headless: true, tuned: true });
    world = await gatewayTo(server.address, {
      hooks: { grafana: { secrets, timestampHeader: 'X-Time' }, sentry: { secrets } },
      environment: { CI_SECRET: secrets.join(',') },
      named: [ci],
      routes: [toSentry, toCi],
    });
  });
  after(async () => {
    await world?.close();
    await server?.stop();
  });

  const fromGrafana = (body: string, at = Math.floor(Date.now() / 1_000), secret = fresh) =>
    world.send('grafana', body, {
      'x-time': String(at),
      'x-grafana-alerting-signature': hmac(`${at}:${body}`, secret),
    });
  const fromSentry = (body: string, resource: string, secret = fresh) =>
    world.send('sentry', body, {
      'sentry-hook-resource': resource,
      'sentry-hook-timestamp': String(Math.floor(Date.now() / 1_000)),
      'sentry-hook-signature': hmac(body, secret),
    });
  const fromCi = (body: string, secret = fresh) =>
    world.send('generic/ci', body, { 'x-hub-signature-256': `sha256=${hmac(body, secret)}` });

  test('Grafana: signed with either secret, one incident that came through its door', async () => {
    const body = sample('grafana-firing');
    const place = placeOf(JSON.parse(body).groupKey);
    for (const secret of secrets) {
      const { status, body: answer } = await fromGrafana(body, undefined, secret);
      assert.equal(status, 202, answer.error);
      assert.deepEqual(
        answer.incidents.map(({ workflowId, alerts }) => [workflowId, alerts]),
        [[place, 2]],
      );
    }
    const { input, signals } = await world.recorded(place);
    assert.deepEqual(input.openedBy, { kind: 'alerts', door: 'grafana' });
    assert.equal(signals.length, 2);
    assert.equal((signals[0] ?? [])[0]?.annotations.dashboardURL, 'https://grafana.example.test/d/dYdYdY');
  });

  test('Grafana: an old time, another secret, another body leave nothing', async () => {
    const body = sample('grafana-firing').replace('{team=', '{gang=');
    const place = placeOf(JSON.parse(body).groupKey);
    const long = Math.floor(Date.now() / 1_000) - 301;
    for (const answer of [await fromGrafana(body, long), await fromGrafana(body, undefined, 'guessed')])
      assert.equal(answer.status, 401);
    const at = String(Math.floor(Date.now() / 1_000));
    const moved = { 'x-time': at, 'x-grafana-alerting-signature': hmac(`${at}:${body}`) };
    assert.equal((await world.send('grafana', `${body}\n`, moved)).status, 401);
    await assert.rejects(world.recorded(place), /not found/);
  });

  test('Sentry: an issue alert opens the incident that the end of the issue reaches', async () => {
    const place = placeOf('sentry-issue-1117540176');
    const opened = await fromSentry(sample('sentry-event-alert'), 'event_alert');
    assert.equal(opened.status, 202);
    assert.equal(opened.body.incidents[0]?.workflowId, place);
    const ended = await fromSentry(sample('sentry-issue-resolved'), 'issue', old);
    assert.equal(ended.body.incidents[0]?.workflowId, place);
    const { input, signals } = await world.recorded(place);
    assert.equal(input.summary, 'ReferenceError: heck is not defined (checkout/pay)');
    assert.deepEqual(
      signals.flat().map(({ fingerprint, status }) => [fingerprint, status]),
      [
        ['sentry-issue-1117540176', 'firing'],
        ['sentry-issue-1117540176', 'resolved'],
      ],
    );
  });

  test('Sentry: a metric alert from critical to resolved is one incident; an installation is none', async () => {
    for (const name of ['critical', 'resolved'])
      assert.equal((await fromSentry(sample(`sentry-metric-${name}`), 'metric_alert')).status, 202);
    assert.equal((await world.recorded(placeOf('sentry-metric-7'))).signals.length, 2);
    const pinged = await fromSentry(sample('sentry-installation'), 'installation');
    assert.deepEqual([pinged.status, pinged.body.nothing !== undefined], [200, true]);
  });

  test('a sender of the catalogue: mapped, opened, resolved', async () => {
    const run = (conclusion: string, at: string) =>
      JSON.stringify({ workflow: { name: 'Deploy', id: 42 }, conclusion, at });
    const opened = await fromCi(run('failure', '2026-11-21T10:00:00Z'), old);
    assert.equal(opened.status, 202, opened.body.error);
    assert.equal((await fromCi(run('success', '2026-11-21T10:05:00Z'))).status, 202);
    const { input, signals } = await world.recorded(placeOf('ci: 42'));
    assert.deepEqual(input.openedBy, { kind: 'alerts', door: 'ci' });
    assert.deepEqual(
      signals.flat().map(({ status, labels }) => [status, labels.team]),
      [
        ['firing', 'shop'],
        ['resolved', 'shop'],
      ],
    );
  });

  test('what a known sender says and nobody understands is one incident of the catch-all', async () => {
    const place = incidentWorkflowId('unknown', 'generalIncident', 'not understood: ci');
    for (const body of ['{"conclusion":"failure"}', 'no JSON at all']) {
      const answer = await fromCi(body);
      assert.equal(answer.status, 202);
      assert.ok(answer.body.notUnderstood);
      assert.equal(answer.body.incidents[0]?.workflowId, place);
    }
    const { input, signals } = await world.recorded(place);
    assert.match(input.summary ?? '', /^A message of ci was not understood: \/workflow\/name: found nothing/);
    assert.equal(signals.flat()[1]?.annotations.body, 'no JSON at all');
  });

  test('the same alert through two doors is one incident', async () => {
    const body = { ...JSON.parse(sample('grafana-firing')), groupKey: 'two doors' };
    const both = await Promise.all([fromGrafana(JSON.stringify(body)), world.post(body)]);
    assert.deepEqual(
      both.map(({ status }) => status),
      [202, 202],
    );
    const runs = new Set(both.map((answer) => answer.body.incidents[0]?.runId));
    assert.equal(runs.size, 1);
    assert.equal((await world.recorded(placeOf('two doors'))).signals.length, 2);
  });
});
