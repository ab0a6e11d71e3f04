import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemText } from '../../../client/cli/render/system.ts';
import { plain } from '../../../client/cli/screen.ts';
import { systemView } from '../../../client/systems/system-view.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { captured } from './captured.ts';
import { bank, catalogueFolder } from './catalogue-folder.ts';

const rotation = `
system: shop
title: Shop
people: { erin: {}, frank: {} }
roles: { on-call: [erin, frank], on-call-too: [erin, frank] }
ladder: { response: [on-call, on-call-too] }
onCall:
  source: catalogue
  rotations:
    on-call: { people: [erin, frank], every: 1d, from: 2026-11-05 09:00 }
    on-call-too: { people: [erin, frank], every: 1d, from: 2026-11-05 09:00 }
`;

const shipped = fileURLToPath(new URL('../../../systems', import.meta.url));

describe('mayday systems', () => {
  test('lists every system, and what is wrong with a file below it', async (t) => {
    const broken = 'system: shop\ntitel: Shop\n';
    const folder = await catalogueFolder(t, { 'bank.yaml': bank, 'shop.yaml': broken });
    const { code, out, err } = await captured(['systems'], { MAYDAY_CATALOGUE: folder });
    const [header, first, second, ...told] = out.trimEnd().split('\n');
    assert.equal(header, 'SYSTEM  TITLE               RUNBOOKS  SEVERITIES');
    assert.equal(first, 'bank    Bank                3         P0 Sev 1, P1 Sev 2, P2, P3');
    assert.equal(second, 'shop    ✖ 2 things to mend');
    assert.equal(told[0], '    shop.yaml:1: title: found nothing, expected text');
    assert.match(told[1] ?? '', /^ {4}shop\.yaml:2: titel: found an unknown key/);
    assert.equal(told.length, 2);
    assert.equal(err, '');
    assert.equal(code, 0);
  });

  test('a file with another ending is no system, and is told so', async (t) => {
    const folder = await catalogueFolder(t, { 'bank.yaml': bank, 'shop.yml': 'system: shop' });
    const { out } = await captured(['systems'], { MAYDAY_CATALOGUE: folder });
    assert.match(
      out,
      /^shop\.yml {2}✖ 1 thing to mend\n {4}shop\.yml: found the ending \.yml, expected \.yaml\n$/m,
    );
  });

  test('--json has the same', async (t) => {
    const folder = await catalogueFolder(t, { 'bank.yaml': bank });
    const { out } = await captured(['systems', '--json'], { MAYDAY_CATALOGUE: folder });
    assert.deepEqual(JSON.parse(out), [
      {
        system: 'bank',
        title: 'Bank',
        runbooks: 3,
        severities: { P0: 'Sev 1', P1: 'Sev 2', P2: 'P2', P3: 'P3' },
        problems: [],
      },
    ]);
  });

  test('an empty folder, and none, are one sentence that says what to do', async (t) => {
    const folder = await catalogueFolder(t, {});
    const empty = await captured(['systems'], { MAYDAY_CATALOGUE: folder });
    assert.match(empty.err, /^There is no <system>\.yaml in .*: "mayday init ID" writes one/);
    assert.equal(empty.code, 1);
    const none = await captured(['systems'], { MAYDAY_CATALOGUE: `${folder}/nowhere` });
    assert.match(none.err, /nowhere: the folder of systems cannot be read \(ENOENT\)/);
    assert.equal(none.code, 1);
  });

  test('a system without "show" is told the right words', async (t) => {
    const env = { MAYDAY_CATALOGUE: await catalogueFolder(t, { 'bank.yaml': bank }) };
    const forgotten = await captured(['systems', 'bank'], env);
    assert.equal(forgotten.err, 'Write "mayday systems show bank".\n');
    assert.equal(forgotten.code, 2);
    const slip = await captured(['systems', 'shwo', 'bank'], env);
    assert.match(slip.err, /^There is no "mayday systems shwo bank"; did you mean "show"\?/);
    assert.equal(slip.code, 2);
  });
});

describe('mayday systems show', () => {
  test('tells everything of a system, a line per thing', async (t) => {
    const folder = await catalogueFolder(t, { 'bank.yaml': bank });
    const { code, out } = await captured(['systems', 'show', 'bank'], { MAYDAY_CATALOGUE: folder });
    assert.equal(code, 0);
    const [head = '', ...sections] = out.split('\n\n');
    assert.match(head, /^bank {2}Bank\nBank runbook 1\.2 · pool main · edition [0-9a-f]{8}$/);
    const assumed = sections.pop() ?? '';
    assert.equal(`${sections.join('\n\n')}\n`, shown);
    assert.match(assumed, /^Assumed of an incident now, since the file does not say\n/);
    assert.match(assumed, /^ {2}P3: the file does not say, so response 1d, a decision within 15m/m);
    assert.match(assumed, /^ {2}databaseIssues: connections: the file gives no limit, so 80 %/m);
  });

  test('business time is told in the words of the file, and what it is now', async (t) => {
    const text = 'system: shop\ntitle: Shop\nseverities: { P3: { response: next business day } }\n';
    const folder = await catalogueFolder(t, { 'shop.yaml': text });
    const { out } = await captured(['systems', 'show', 'shop'], { MAYDAY_CATALOGUE: folder });
    assert.match(out, /^ {2}P3 {4}next business day \(if opened now: .+?\) {2}no target in the document/m);
  });

  test('a rotation: whose shift it is, who follows, and whom each step reaches then', async (t) => {
    const folder = await catalogueFolder(t, { 'shop.yaml': rotation });
    const catalogue = openCatalogue(folder);
    const now = new Date('2026-11-06T08:30:00Z');
    const view = systemView(catalogue, 'shop', now);
    const text = systemText(view, { commands: false }, { now, timeZone: 'UTC', paint: plain });
    assert.match(text, /^ {2}on call now +on-call +erin until 09:00:00, then frank$/m);
    assert.match(
      text,
      /^ {2}P1 {2}until acknowledged {2}at once on-call \(erin\) → 1 h on-call-too \(frank\)$/m,
    );
  });

  test('a role with a schedule of PagerDuty: its rotation is what counts otherwise', async (t) => {
    const elsewhere = rotation.replace(
      'source: catalogue',
      'source: pagerduty\n  schedules: { on-call: PABC123 }',
    );
    const folder = await catalogueFolder(t, { 'shop.yaml': elsewhere });
    const now = new Date('2026-11-06T08:30:00Z');
    const view = systemView(openCatalogue(folder), 'shop', now);
    const text = systemText(view, { commands: false }, { now, timeZone: 'UTC', paint: plain });
    assert.match(text, /^ {2}on-call +on-call +PagerDuty schedule PABC123$/m);
    assert.match(text, /^ {2}else on call +on-call +erin until 09:00:00, then frank$/m);
  });

  test('--commands adds what a person would type, below what it belongs to', async (t) => {
    const folder = await catalogueFolder(t, { 'bank.yaml': bank });
    const { out } = await captured(['systems', 'show', 'bank', '--commands'], { MAYDAY_CATALOGUE: folder });
    assert.match(
      out,
      /^ {2}databaseIssues .*\n {4}look: the pool's graph\n {4}\$ psql -c 'SELECT 1'\n {4}\$ kubectl get pods -n bank\n {2}securityIncident/m,
    );
    assert.match(
      out,
      /^ {2}restart .*\n {4}\$ kubectl rollout restart deployment\/api -n bank\n {2}endIdle/m,
    );
  });

  test('--json has the numbers that runs get, in ms', async (t) => {
    const folder = await catalogueFolder(t, { 'bank.yaml': bank });
    const { out } = await captured(['systems', 'show', 'bank', '--json'], { MAYDAY_CATALOGUE: folder });
    const view = JSON.parse(out);
    const [p0] = view.severities;
    assert.equal(p0.response, 900_000);
    assert.equal(p0.resolution, 14_400_000);
    assert.deepEqual(
      p0.responseLadder.map(({ role, after, people }: never) => [role, after, people]),
      [
        ['on-call', 0, ['erin']],
        ['lead', 900_000, ['frank']],
        ['cto', 1_800_000, ['frank']],
      ],
    );
    assert.deepEqual(p0.responseLadder[2].placeholders, ['[CTO]']);
    assert.ok(view.assumed.length > 0);
  });

  for (const system of openCatalogue(shipped).systems()) {
    test(`leaves no hole in what it tells of ${system}, which comes along`, async () => {
      const env = { MAYDAY_CATALOGUE: shipped };
      const { code, out, err } = await captured(['systems', 'show', system, '--commands'], env);
      assert.equal(err, '');
      assert.equal(code, 0);
      assert.doesNotMatch(out, /undefined|NaN|\[object /);
      assert.match(out, /^Ladders\n {2}P0/m);
    });
  }

  test('an unknown system is told the nearest, a broken one what is wrong', async (t) => {
    const folder = await catalogueFolder(t, { 'bank.yaml': bank, 'shop.yaml': 'system: shop\n' });
    const unknown = await captured(['systems', 'show', 'bnak'], { MAYDAY_CATALOGUE: folder });
    assert.equal(unknown.err, 'There is no system "bnak"; did you mean "bank"? Systems: bank, shop.\n');
    assert.equal(unknown.code, 1);
    const broken = await captured(['systems', 'show', 'shop'], { MAYDAY_CATALOGUE: folder });
    assert.match(
      broken.err,
      /^The file of system shop has to be mended first\. shop\.yaml:1: title: found nothing/,
    );
    assert.equal(broken.code, 1);
  });
});

const shown = `Severities
             RESPONSE  RESOLUTION                 DECISION  BY      UPDATES  EXAMPLES
  P0  Sev 1  15 m      4 h                        15 m      page    30 m     nobody can pay; money is lost
  P1  Sev 2  1 h       no target in the document  15 m      page    30 m
  P2         4 h       no target in the document  15 m      notify  1 d
  P3         1 d       no target in the document  15 m      notify  none

Clocks
  P0  warned after 2 h, 3 h 12 m, 4 h  a plan: reminder after 7 m 30 s, expires after 15 m
  P1  no warnings                      a plan: reminder after 7 m 30 s, expires after 15 m
  P2  no warnings                      a plan: reminder after 7 m 30 s, expires after 15 m
  P3  no warnings                      a plan: reminder after 7 m 30 s, expires after 15 m

Ladders
  P0                   until acknowledged  at once on-call (erin) → 15 m lead (frank) → 30 m cto (placeholder "[CTO]": frank instead)
                       until resolved      at once lead (frank) → 4 h cto (placeholder "[CTO]": frank instead)
  P1                   until acknowledged  at once on-call (erin) → 1 h lead (frank) → 2 h cto (placeholder "[CTO]": frank instead)
                       until resolved      at once lead (frank)
  P2                   until acknowledged  at once on-call (erin) → 4 h lead (frank) → 8 h cto (placeholder "[CTO]": frank instead)
                       until resolved      at once lead (frank)
  P3                   until acknowledged  at once on-call (erin) → 1 d lead (frank) → 2 d cto (placeholder "[CTO]": frank instead)
                       until resolved      at once lead (frank)
  securityIncident P0  until acknowledged  at once cto (placeholder "[CTO]": frank instead)
                       until resolved      at once lead (frank) → 4 h cto (placeholder "[CTO]": frank instead)

People
  commander     lead     frank
  erin          on-call  +1 555 0100 · erin@bank.example · backup frank · may approve, has no key yet
  frank         lead     @frank · may approve
  blank         cto      placeholder: [CTO]
  Card network           +1 555 0199

Approvals
  reversible    one of on-call, lead, cto
  disruptive    one of on-call, lead, cto
  destructive   two of on-call, lead, cto                               only frank has a key or a Slack account
  own proposal  somebody else approves it
  alone         --break-glass "why": all are paged, and it is reviewed
  unsigned      counts for no change
  at most       6 changes of a target an hour, 500 sessions ended

Channels
  incidents    #bank-incidents
  statusPage   https://status.bank.example
  perIncident  each incident has a channel of its own

Alerts that lead here
  team=bank, kind=db  → databaseIssues   P0
  team=bank           → generalIncident

Runbooks
  databaseIssues    P0  Database trouble                                         too many clients; slow queries · 1 mitigation · 1 thing to look at · 2 commands to look
  securityIncident  P0  Somebody may have got in
  generalIncident   P1  Coordination of anything that has no runbook of its own

Mitigations
  restart  disruptive   Restart the API · when proposed
  endIdle  destructive  End idle sessions · in databaseIssues

What is good
  errorRate       below 1 %, sick above 5 %, for 5 m
  latencyP95      below 2 s
  latencyFactor   below 2 times
  recentDeploy    1 h
  databaseIssues  sick: above 80 % of the usable connections, a session idle for 10 m, idle in transaction for 5 m, a query that runs 5 m, a statement that takes 5 s

Well again
  health         app answers 2xx 5 times in a row, 3 s apart: https://bank.example/health
  a person sees  the queue is empty
  stability      20 m, a look every 2 m (as agreed)

Afterwards
  Review  1 d to 7 d             hold it; write it down
  Later   within 30 d (assumed)  train

Links
  dashboards  Grafana  https://grafana.bank.example
`;
