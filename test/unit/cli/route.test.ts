import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { route } from '../../../client/alerts/routing.ts';
import { explain } from '../../../client/cli/routing/explanation.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
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
