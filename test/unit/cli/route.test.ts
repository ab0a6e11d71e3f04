import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { explain } from '../../../client/alerts/explanation.ts';
import { route } from '../../../client/alerts/routing.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { dedupKey } from '../../../workflows/contract/pager-duty.ts';
import { captured } from './captured.ts';
import { bank, catalogueFolder } from './catalogue-folder.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const sample = (name: string) => path.join(root, 'test', 'samples', `alertmanager-${name}.json`);
const catchAll = `
system: shop
title: Shop
severities: { P2: { label: Warning } }
routes: [{ catchAll: true, runbook: generalIncident }]
`;

interface Case {
  labels: Record<string, string>;
  files?: Record<string, string>;
}

async function told(t: TestContext, { labels, files }: Case, ...more: string[]) {
  const folder = await catalogueFolder(t, files ?? { 'bank.yaml': bank, 'shop.yaml': catchAll });
  const alerts = [{ status: 'firing', labels, startsAt: '2026-11-21T10:21:06Z' }];
  const body = path.join(folder, 'message.json');
  await writeFile(body, JSON.stringify({ groupKey: 'g', alerts }));
  return captured(['route', body, ...more], { MAYDAY_CATALOGUE: folder });
}

describe('mayday route says where an alert goes, and why', () => {
  test('a route: its file and labels, its severity, what starts', async (t) => {
    const labels = { alertname: 'Slow', team: 'bank', kind: 'db', severity: 'Sev 2' };
    const { code, out, err } = await told(t, { labels });
    assert.equal(
      out,
      `Group g

Slow  firing
  goes to   databaseIssues of bank
  because   route 1 of bank.yaml fits: team=bank, kind=db
  severity  P0 Sev 1, of the route

What follows
  starts databaseIssues as P0, or signals it if it is open: 1 firing: Slow
    incident:bank:databaseIssues:6ca2cbc78a49
`.replace(/[0-9a-f]{12}\n$/, /[0-9a-f]{12}\n$/.exec(out)?.[0] ?? ''),
    );
    assert.equal(err, '');
    assert.equal(code, 0);
  });

  test('the second route of a file, and the severity of the label in the words of the system', async (t) => {
    const { out } = await told(t, { labels: { team: 'bank', severity: 'sev 2' } });
    assert.match(out, /^ {2}because {3}route 2 of bank\.yaml fits: team=bank$/m);
    assert.match(out, /^ {2}severity {2}P1 Sev 2, of the label severity=sev 2$/m);
  });

  const shop = `
system: shop
title: Shop
routes:
  - matchers: ['kind=~"d.*"', 'env!="test"']
    runbook: generalIncident
    severity: { label: prio, map: { high: P0 } }
    groupBy: [service]
`;

  test('matchers, what the map makes of a label, and by what it is grouped', async (t) => {
    const labels = { kind: 'db', prio: 'high', service: 'web' };
    const { out } = await told(t, { labels, files: { 'shop.yaml': shop } });
    assert.match(out, /^ {2}because {3}route 1 of shop\.yaml fits: kind=~"d\.\*", env!="test"$/m);
    assert.match(out, /^ {2}grouped {3}by service, whatever the sender's group$/m);
    assert.match(out, /^ {2}severity {2}P0, which the route makes of prio=high$/m);
  });

  test('the matcher that keeps an alert from the nearest route', async (t) => {
    const labels = { kind: 'db', env: 'test' };
    const { out } = await told(t, { labels, files: { 'shop.yaml': shop } });
    assert.match(out, /^ {2}nearest {3}route 1 of shop\.yaml wants env!=test \(here test\)$/m);
  });

  test('the maintenance that holds it', async (t) => {
    const window = '{ from: 2020-01-01 00:00, until: 2099-01-01 00:00, reason: a new disk }';
    const files = { 'shop.yaml': `${shop}maintenance: [${window}]\n` };
    const { out } = await told(t, { labels: { kind: 'db' }, files });
    assert.match(out, /^ {2}held {6}until 2099-01-01T00:00:00\.000Z by maintenance: a new disk$/m);
    assert.match(
      out,
      /^ {2}signals generalIncident if it is open, else held until 2099-01-01T00:00:00\.000Z/m,
    );
  });

  test('a label that is no severity leaves it to the runbook', async (t) => {
    const { out } = await told(t, { labels: { team: 'bank', severity: 'warning' } });
    assert.match(out, /^ {2}severity {2}P1 Sev 2, of generalIncident: severity=warning is none of bank$/m);
    assert.match(out, /^ {2}starts generalIncident as P1,/m);
  });

  test('the catch-all, and the route that nearly took it', async (t) => {
    const { out } = await told(t, { labels: { team: 'bnak', kind: 'db' } });
    assert.match(out, /^ {2}goes to {3}generalIncident of shop$/m);
    assert.match(out, /^ {2}because {3}no route fits, so the catch-all: route 1 of shop\.yaml$/m);
    assert.match(out, /^ {2}nearest {3}route 1 of bank\.yaml wants team=bank \(here bnak\)$/m);
    assert.match(out, /^ {2}severity {2}P1, of generalIncident: the alert has no label severity$/m);
  });

  test('an alert with nothing that any route looks at', async (t) => {
    const { out } = await told(t, { labels: { alertname: 'Odd' } });
    assert.match(out, /^ {12}the routes look at kind, team$/m);
  });

  test('no catch-all anywhere', async (t) => {
    const { code, out } = await told(t, { labels: { alertname: 'Odd' }, files: { 'bank.yaml': bank } });
    assert.match(out, /no file has a catch-all, so the built-in one \(unknown\), which pages nobody$/m);
    assert.equal(code, 0);
  });

  test('the routes of a broken file do not count, and that is said', async (t) => {
    const files = { 'bank.yaml': `${bank}\ncolour: red\n`, 'shop.yaml': catchAll };
    const { out, err } = await told(t, { labels: { team: 'bank' }, files });
    assert.match(out, /^ {2}goes to {3}generalIncident of shop$/m);
    assert.match(err, /^The catalogue has 1 thing to mend, and the routes of a broken file do not count/);
  });

  test('--json has each alert, what starts, and what is wrong', async (t) => {
    const { out } = await told(t, { labels: { team: 'bnak' } }, '--json');
    const { alerts, starts, problems } = JSON.parse(out);
    assert.deepEqual(alerts[0].route, { file: 'shop.yaml', number: 1, match: {}, catchAll: true });
    assert.deepEqual(alerts[0].nearest[0], {
      file: 'bank.yaml',
      number: 2,
      misses: [{ label: 'team', wants: 'bank', has: 'bnak' }],
    });
    assert.equal(starts[0].workflowType, 'generalIncident');
    assert.deepEqual(problems, []);
  });
});

test('every route of the systems that come along takes the alerts it is written for', () => {
  const catalogue = openCatalogue(path.join(root, 'systems'));
  for (const written of catalogue.routes()) {
    const { system, runbook, number, match } = written;
    const alert = {
      fingerprint: 'f',
      status: 'firing' as const,
      name: 'A',
      summary: '',
      labels: match,
      annotations: {},
      startsAt: '2026-11-21T10:21:06Z',
    };
    const [told] = explain({ groupKey: 'g', alerts: [alert], truncated: 0 }, catalogue).alerts;
    assert.deepEqual([told?.system, told?.runbook, told?.route.number], [system, runbook, number]);
  }
});

describe('mayday route of real messages', () => {
  for (const name of ['firing', 'partial', 'resolved']) {
    test(`${name}: it tells the workflow ids that the gateway would use`, async (t) => {
      const folder = await catalogueFolder(t, { 'bank.yaml': bank, 'shop.yaml': catchAll });
      const { out } = await captured(['route', sample(name), '--json'], { MAYDAY_CATALOGUE: folder });
      const { readAlertmanager } = await import('../../../client/alerts/alertmanager.ts');
      const read = readAlertmanager(await readFile(sample(name), 'utf8'));
      assert.ok(read.understood);
      const { deliveries } = route(read.group, openCatalogue(folder));
      assert.deepEqual(
        JSON.parse(out).starts.map((each: { workflowId: string }) => each.workflowId),
        deliveries.map((each) => each.workflowId),
      );
    });
  }

  test('alerts that go the same way are told once; resolved ones start nothing', async (t) => {
    const folder = await catalogueFolder(t, { 'shop.yaml': catchAll });
    const { out } = await captured(['route', sample('resolved')], { MAYDAY_CATALOGUE: folder });
    assert.match(out, /^KubePodCrashLooping {2}resolved {2}2 alerts$/m);
    assert.match(out, /^ {2}signals generalIncident if it is open, else nothing: 2 resolved$/m);
  });
});

describe('mayday route of other senders', () => {
  const hooked = `${catchAll}hooks:
  ci:
    bearer: "\${CI_TOKEN}"
    alerts: /items
    fields: { name: /name, labels: { team: /team } }
`;
  const of = async (t: TestContext, body: string, ...more: string[]) => {
    const folder = await catalogueFolder(t, { 'bank.yaml': bank, 'shop.yaml': hooked });
    const file = path.join(folder, 'message.json');
    await writeFile(file, body);
    return captured(['route', file, ...more], { MAYDAY_CATALOGUE: folder });
  };
  const other = (name: string) => readFile(path.join(root, 'test', 'samples', `${name}.json`), 'utf8');

  test('Grafana, and Sentry without being told', async (t) => {
    const grafana = await of(t, await other('grafana-firing'), '--from', 'grafana');
    assert.match(grafana.out, /^High memory usage {2}firing$/m);
    const sentry = await of(t, await other('sentry-event-alert'));
    assert.match(sentry.out, /^Group sentry-issue-1117540176$/m);
    assert.equal(sentry.code, 0);
  });

  test('an incident that others opened at PagerDuty; ours are said to be open already', async (t) => {
    const event = (type: string, key?: string) =>
      of(
        t,
        JSON.stringify({
          event: {
            id: '01A',
            event_type: type,
            occurred_at: '2026-11-21T10:21:06Z',
            data: { id: 'PT4KHLK', title: 'A little bump', ...(key ? { incident_key: key } : {}) },
          },
        }),
      );
    assert.match((await event('incident.triggered')).out, /^Group pagerduty: PT4KHLK$/m);
    assert.match(
      (await event('incident.escalated')).out,
      /concerns no incident: incident.escalated is no alert/,
    );
    const key = dedupKey({ keyId: 'k', alert: 'a', workflowId: 'incident:shop:generalIncident:1' });
    assert.match((await event('incident.triggered', key)).out, /is for an incident that is open already/);
  });

  test('what concerns no incident is said to', async (t) => {
    const { code, out } = await of(t, await other('sentry-installation'));
    assert.match(out, /concerns no incident: it tells of the integration itself\.\n$/);
    assert.equal(code, 0);
  });

  test('a sender of the catalogue: each group, and what is not understood', async (t) => {
    const body = JSON.stringify({ items: [{ name: 'A', team: 'bank' }, { name: 'B' }, {}] });
    const { code, out, err } = await of(t, body, '--from', 'ci');
    assert.match(out, /^A {2}firing$/m);
    assert.match(out, /^B {2}firing$/m);
    assert.match(err, /not everything is understood.*\/items\/2\/name: found nothing/);
    assert.equal(code, 0);
    assert.equal(JSON.parse((await of(t, body, '--from', 'ci', '--json')).out).length, 2);
  });

  test('another is a sentence', async (t) => {
    const { code, err } = await of(t, '{}', '--from', 'grafanna');
    assert.match(
      err,
      /^There is no sender "grafanna"; did you mean "grafana"\? Write alertmanager, grafana, sentry, pagerduty or ci\.$/m,
    );
    assert.equal(code, 2);
  });
});

describe('mayday route of something else', () => {
  const bodies: [what: string, body: string, says: RegExp][] = [
    ['no JSON', '{"alerts":', /is no message of Alertmanager\. The body is not JSON \(/],
    ['an empty file', '', /is no message of Alertmanager\. The body is not JSON \(it is empty\)/],
    ['another shape', '{"alert": {}}', /groupKey: found nothing; expected the text by which/],
    ['a list of alerts', '[]', /the body: found a list; expected the JSON object of Alertmanager's webhook/],
  ];
  for (const [what, body, says] of bodies) {
    test(`${what} is one sentence that says what is wrong`, async (t) => {
      const folder = await catalogueFolder(t, { 'body.json': body });
      const { code, out, err } = await captured(['route', path.join(folder, 'body.json')], {});
      assert.match(err, says);
      assert.equal(err.trim().split('\n').length, 1);
      assert.equal(out, '');
      assert.equal(code, 1);
    });
  }

  test('a message without alerts starts nothing', async (t) => {
    const folder = await catalogueFolder(t, { 'body.json': '{"groupKey": "g", "alerts": []}' });
    const { code, out } = await captured(['route', path.join(folder, 'body.json')], {
      MAYDAY_CATALOGUE: folder,
    });
    assert.match(out, /What follows\n {2}nothing: it has no alerts\n$/);
    assert.equal(code, 0);
  });

  test('- reads standard input', async () => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [path.join(root, 'client/cli/main.ts'), 'route', '-', '--json'],
      { input: await readFile(sample('firing')), encoding: 'utf8', cwd: root },
    );
    assert.equal(JSON.parse(stdout).alerts.length, 2);
    assert.equal(status, 0);
  });
});
