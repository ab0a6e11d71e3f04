import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { targetIds } from '../../../workflows/contract/mitigations.ts';
import type { RunbookName } from '../../../workflows/contract/runbooks.ts';

const shipped = fileURLToPath(new URL('../../../systems', import.meta.url));
const catchAll = 'routes:\n  - { catchAll: true, runbook: generalIncident }\n';

function folder(t: TestContext, files: Record<string, string>) {
  const path = mkdtempSync(join(tmpdir(), 'mayday-systems-'));
  t.after(() => rmSync(path, { recursive: true }));
  let age = 0;
  const write = (name: string, text: string) => {
    writeFileSync(join(path, name), text);
    age += 1;
    utimesSync(join(path, name), 1_700_000_000 + age, 1_700_000_000 + age);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { path, write, catalogue: openCatalogue(path) };
}

test('every file that ships can be read', () => {
  assert.deepEqual(openCatalogue(shipped).problems(), []);
});

test('the demo says everything itself: nothing about it is assumed', () => {
  const profile = openCatalogue(shipped).profile('demo', 'databaseIssues');
  assert.deepEqual(profile.assumed, []);
  assert.deepEqual(profile.severities.P0.responseLadder, [
    { role: 'on-call', people: ['alice'] },
    { role: 'incident-commander', people: ['carol'] },
  ]);
  assert.deepEqual(profile.approvers, ['alice', 'carol']);
  const { response, resolution, approval, reach } = profile.severities.P0;
  assert.deepEqual(
    { response, resolution, approval, reach },
    { response: 30_000, resolution: 600_000, approval: 60_000, reach: 'page' },
  );
  assert.equal(profile.runbook.severity, 'P0');
  const terms = { metric: 'connectionsUsed', below: 80, within: 20_000, readings: 3, every: 1_000 };
  const improves = { ...terms, target: profile.runbook.database };
  assert.deepEqual(
    profile.mitigations.map((mitigation) => {
      const { title: _, ...rest } = mitigation;
      return { ...rest, target: targetIds(mitigation)[0] };
    }),
    [
      {
        name: 'terminateIdleSessions',
        action: 'postgres.terminateSessions',
        target: 'shop-db',
        sessions: { state: 'idle', longerThan: 5_000, atMost: 100 },
        risk: 'disruptive',
        improves,
        asks: [],
        temporary: false,
      },
      {
        name: 'limitShopConnections',
        action: 'postgres.limitConnections',
        target: 'shop-db',
        role: 'shop',
        risk: 'reversible',
        improves,
        asks: [
          { name: 'limit', kind: 'integer', question: 'How many connections may the shop have?', min: 1 },
        ],
        temporary: true,
      },
    ],
  );
  assert.deepEqual(
    [
      profile.verification.probes,
      profile.verification.every,
      profile.stability.window,
      profile.stability.every,
    ],
    [3, 1_000, 10_000, 2_000],
  );
});

test('secrets stay references: a profile holds no resolved value', () => {
  const profile = openCatalogue(shipped).profile('demo', 'databaseIssues');
  assert.equal(profile.runbook.database?.url, '$' + '{DEMO_DATABASE_URL}');
  assert.equal(profile.verification.health?.url, '$' + '{DEMO_SERVICE_URL}/health');
});

test('the first route that matches comes before the catch-all', () => {
  const routes = openCatalogue(shipped).routes();
  assert.equal(routes.at(-1)?.catchAll, true);
  assert.deepEqual(
    routes
      .filter(({ system }) => system === 'demo')
      .map(({ runbook, match, severity, catchAll }) => ({ runbook, match, severity, catchAll })),
    [
      {
        runbook: 'databaseIssues',
        match: { alertname: 'ShopDatabaseConnectionsExhausted', service: 'demo-shop' },
        severity: 'P0',
        catchAll: false,
      },
      { runbook: 'generalIncident', match: {}, severity: undefined, catchAll: true },
    ],
  );
});

test('people come with their roles and keys; somebody without a role is not among them', (t) => {
  const text = 'system: a\ntitle: A\npeople: { ann: {}, ben: {} }\nroles: { on-call: [ann] }\n';
  const { catalogue } = folder(t, { 'a.yaml': text });
  assert.deepEqual(
    [...catalogue.people('a')],
    [['ann', { name: 'ann', roles: ['on-call'], publicKeys: [] }]],
  );
});

test('a file of two lines opens incidents, and says all that is assumed', (t) => {
  const { catalogue } = folder(t, { 'a.yaml': 'system: a\ntitle: A\n' });
  const profile = catalogue.profile('a', 'generalIncident');
  assert.deepEqual(profile.assumed, [
    'P0: the file does not say, so response 15m, a decision within 15m, reached by page, updates every 30m',
    'P0: the file has no ladder, so nobody could be paged',
    'P1: the file does not say, so response 1h, a decision within 15m, reached by page, updates every 30m',
    'P1: the file has no ladder, so nobody could be paged',
    'P2: the file does not say, so response 4h, a decision within 15m, reached by notify',
    'P2: the file has no ladder, so nobody could be paged',
    'P3: the file does not say, so response 1d, a decision within 15m, reached by notify',
    'P3: the file has no ladder, so nobody could be paged',
    'budgets: the file does not say, so at most a target is changed 6 times an hour and 500 sessions are ended in an incident',
    'policy: the file does not say otherwise, so one approver is enough for what is not destructive; who proposes a disruptive change does not approve it, too; in need one may go alone where two should (break-glass)',
    'approvers: the file names none, so the roles of the ladder (none)',
    'verification: the file names no health check, so people judge',
    'pool: the file names none, so main',
    'severity: the file gives this runbook none, so P1 where a start names none',
    'probes: the file gives none, so 3 of 3',
    'probes: the file does not say how far apart, so 2s',
    'stability: the file gives no window, so 30m, a look every 1m',
  ]);
  const { approverRoles, unverifiedUpTo, needs } = catalogue.policy('a');
  assert.deepEqual(approverRoles.disruptive, []);
  assert.equal(unverifiedUpTo, 'observe');
  assert.deepEqual([needs.reversible.P0, needs.disruptive.P3, needs.destructive.P2], [1, 1, 2]);
});

test('without a given approval time a decision has a quarter of the resolution target, 5 to 15 minutes', (t) => {
  const terms =
    'P0: { resolution: 10m, response: 1m }, P1: { resolution: 40m, response: 1m }, P2: { resolution: 4h }, P3: {}';
  const { catalogue } = folder(t, { 'a.yaml': `system: a\ntitle: A\nseverities: { ${terms} }\n` });
  const { P0, P1, P2, P3 } = catalogue.profile('a', 'generalIncident').severities;
  assert.deepEqual(
    [P0, P1, P2, P3].map(({ approval }) => approval / 60_000),
    [5, 10, 15, 15],
  );
});

test('a severity is its code or the own label of the system, in any case', (t) => {
  const { catalogue } = folder(t, {
    'a.yaml': 'system: a\ntitle: A\nseverities: { P1: { label: Sev 2, examples: [half is slow] } }\n',
  });
  assert.equal(catalogue.severity('a', ' sev 2'), 'P1');
  assert.equal(catalogue.severity('a', 'p0'), 'P0');
  assert.throws(() => catalogue.severity('a', 'urgent'), {
    type: 'InvalidInput',
    message: '"urgent" is no severity of a. Write P0, P1 or "Sev 2" (half is slow), P2 or P3.',
  });
  const slip = { message: /^"Ctirical" is no severity of demo; did you mean "Critical"\? Write P0 or/ };
  assert.throws(() => openCatalogue(shipped).severity('demo', 'Ctirical'), slip);
  assert.throws(() => catalogue.severity('a', 'P5'), { message: /^"P5" is no severity of a\. Write/ });
});

test('an unknown system and an unknown runbook are answered with what there is', (t) => {
  const { catalogue } = folder(t, { 'demo.yaml': readFileSync(join(shipped, 'demo.yaml'), 'utf8') });
  assert.throws(() => catalogue.profile('deno', 'generalIncident'), {
    type: 'UnknownSystem',
    message: 'There is no system "deno"; did you mean "demo"? Systems: demo.',
  });
  assert.throws(() => catalogue.profile('../systems/demo', 'generalIncident'), { type: 'UnknownSystem' });
  assert.throws(() => catalogue.profile('demo', 'diskSpace' as RunbookName), {
    type: 'UnknownRunbook',
    message: 'System demo has no runbook "diskSpace": start databaseIssues or generalIncident instead.',
  });
});

test('a broken file concerns its own system only', (t) => {
  const { catalogue } = folder(t, {
    'a.yaml': 'system: a\ntitel: A\n',
    'b.yaml': `system: b\ntitle: B\n${catchAll}`,
  });
  assert.deepEqual(catalogue.systems(), ['a', 'b']);
  assert.equal(catalogue.profile('b', 'generalIncident').title, 'B');
  assert.deepEqual(
    catalogue.routes().map(({ system }) => system),
    ['b'],
  );
  assert.equal(catalogue.problems().length, 1);
  assert.throws(() => catalogue.people('a'), {
    type: 'InvalidInput',
    message:
      /^The file of system a has to be mended first\. a\.yaml:1: title: found nothing.*\na\.yaml:2: titel: found an unknown key/,
  });
});

test('of two catch-alls the first file keeps its own, and the second stays readable without it', (t) => {
  const { catalogue } = folder(t, {
    'a.yaml': `system: a\ntitle: A\n${catchAll}`,
    'b.yaml': `system: b\ntitle: B\n${catchAll}`,
  });
  assert.deepEqual(
    catalogue.routes().map(({ system }) => system),
    ['a'],
  );
  assert.equal(catalogue.profile('b', 'generalIncident').title, 'B');
  assert.deepEqual(catalogue.problems(), [
    'b.yaml: routes: found a second catch-all, expected only that of a.yaml; it is left out',
  ]);
});

test('an edited file counts from the next call on, in both directions', (t) => {
  const { catalogue, write } = folder(t, { 'a.yaml': 'system: a\ntitle: A\n' });
  const { title, hash } = catalogue.profile('a', 'generalIncident');
  assert.equal(title, 'A');
  write('a.yaml', 'system: a\ntitle: B\n');
  assert.equal(catalogue.profile('a', 'generalIncident').title, 'B');
  assert.notEqual(catalogue.profile('a', 'generalIncident').hash, hash);
  write('a.yaml', 'system: a\ntitle: C\n');
  assert.equal(catalogue.profile('a', 'generalIncident').title, 'C');
});

test('a folder that is not there and a file of another ending are told', (t) => {
  const { path, catalogue } = folder(t, { 'a.yml': 'system: a\ntitle: A\n' });
  assert.deepEqual(catalogue.problems(), ['a.yml: found the ending .yml, expected .yaml']);
  const missing = openCatalogue(join(path, 'nowhere'));
  assert.deepEqual(missing.systems(), []);
  assert.deepEqual(missing.problems(), [`${path}/nowhere: the folder of systems cannot be read (ENOENT)`]);
});
