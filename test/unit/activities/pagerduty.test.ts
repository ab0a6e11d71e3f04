import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { pino } from 'pino';
import { admit } from '../../../activities/catalogue/admit.ts';
import { pagerDutyOnCalls } from '../../../activities/pagerduty/on-calls.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { incidentWorkflowId } from '../../../workflows/contract/keys.ts';
import { whoseTurn } from '../../../workflows/contract/profile.ts';
import { temporal } from './admission-desk.ts';
import { type Entry, pagerDuty, token } from './pagerduty-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'mayday-pagerduty-'));
test.after(() => rmSync(folder, { recursive: true }));

const file = `system: shop
title: Shop
people: { ann: { email: Ann@shop.example }, ben: { email: ben@shop.example }, cem: {} }
roles: { on-call: [ann, ben], support: [ben, cem] }
onCall:
  source: pagerduty
  schedules: { on-call: PABC123, support: PDEF456 }
  rotations: { on-call: { people: [ben], every: 1w, from: 2026-11-02 09:00 } }
ladder: { response: [on-call] }
runbooks: { generalIncident: { title: Anything else, severity: P2 } }
routes:
  - { catchAll: true, runbook: generalIncident }
`;
writeFileSync(join(folder, 'shop.yaml'), file);

const openedAt = '2026-11-20T16:59:00.000Z';
const ann = { summary: 'Ann Arbor', name: 'Ann Arbor', email: 'ann@SHOP.example' };
const dee = { summary: 'Dee Day', name: 'Dee Day', email: 'dee@elsewhere.example' };
const primary = { id: 'PABC123' };
const support = { id: 'PDEF456' };

const entries: Entry[] = [
  { user: dee, schedule: primary, start: '2026-11-01T00:00:00Z', end: '2026-11-10T00:00:00Z' },
  { user: ann, schedule: primary, start: '2026-11-16T09:00:00+01:00', end: '2026-11-23T09:00:00+01:00' },
  { user: dee, schedule: primary, start: '2026-11-23T08:00:00Z', end: '2026-11-30T08:00:00Z' },
  { user: dee, schedule: primary, start: '2027-03-01T08:00:00Z', end: '2027-03-08T08:00:00Z' },
  { user: dee, schedule: support, start: null, end: null },
  { user: ann, schedule: { id: 'PZZZ999' }, start: null, end: null },
];

type Asked = Parameters<typeof pagerDutyOnCalls>[0];

async function opening(settings: Asked | undefined, by: 'person' | 'alerts' = 'person') {
  const { client } = temporal([]);
  const letIn = admit({
    catalogue: openCatalogue(folder),
    client,
    channel: () => 'not set up',
    searchAttributes: true,
    log: pino({ level: 'silent' }),
    ...(settings ? { onCalls: pagerDutyOnCalls(settings) } : {}),
  });
  const admission = await letIn({
    runbook: 'generalIncident',
    workflowId: incidentWorkflowId('shop', 'generalIncident', 'manual'),
    openedAt,
    input: {
      system: 'shop',
      ...(by === 'alerts' ? { openedBy: { kind: 'alerts', door: 'alertmanager' } } : {}),
    },
  });
  assert.ok(admission.admission === 'admitted', JSON.stringify(admission));
  return { shifts: admission.profile.shifts, assumed: admission.assumed };
}

const rotation = (await opening(undefined)).shifts['on-call'];

/** The opening went on with the rotation of the file, and says why. */
async function assertFallsBack(settings: Asked | undefined, why: string): Promise<void> {
  const { shifts, assumed } = await opening(settings);
  assert.deepEqual(shifts, { 'on-call': rotation });
  assert.deepEqual(assumed, [
    `on-call: PagerDuty could not be asked (${why}), so the rotation of the file for on-call, all people of support`,
  ]);
}

for (const by of ['person', 'alerts'] as const) {
  test(`an incident opened by ${by} has the shifts of PagerDuty: people by mail address, else by name`, async (t) => {
    const { url, asked } = await pagerDuty(t, entries);
    const { shifts, assumed } = await opening({ token, url }, by);
    assert.deepEqual(shifts, {
      'on-call': [
        { from: '2026-11-16T08:00:00.000Z', until: '2026-11-23T08:00:00.000Z', people: ['ann'] },
        { from: '2026-11-23T08:00:00.000Z', until: '2026-11-30T08:00:00.000Z', people: ['Dee Day'] },
      ],
      support: [{ from: openedAt, until: '2027-01-01T16:59:00.000Z', people: ['Dee Day'] }],
    });
    assert.deepEqual(assumed, []);
    assert.equal(asked.length, 1);
    assert.equal(asked[0]?.get('since'), openedAt);
    assert.equal(asked[0]?.get('until'), '2027-01-01T16:59:00.000Z');
    assert.deepEqual(asked[0]?.getAll('schedule_ids[]'), ['PABC123', 'PDEF456']);
  });
}

test('every page is read, and a turn that PagerDuty repeats for each escalation policy is one', async (t) => {
  const hour = (count: number) => new Date(Date.parse(openedAt) + count * 3_600_000).toISOString();
  const hourly = Array.from({ length: 110 }, (_, i): Entry => {
    const user = i % 2 === 0 ? ann : dee;
    return { user, schedule: primary, start: hour(i), end: hour(i + 1) };
  });
  const { url, asked } = await pagerDuty(t, [...hourly, ...hourly.toReversed(), ...entries.slice(4)]);
  const { shifts } = await opening({ token, url });
  assert.deepEqual(
    shifts['on-call'],
    hourly.map(({ user, start, end }) => ({
      from: start,
      until: end,
      people: [user === ann ? 'ann' : 'Dee Day'],
    })),
  );
  assert.deepEqual(
    asked.map((query) => query.get('offset')),
    ['0', '100', '200'],
  );
});

test('who is on call together is reached together, and in a gap all people of the role', async (t) => {
  const { url } = await pagerDuty(t, [
    { user: ann, schedule: primary, start: '2026-11-20T00:00:00Z', end: '2026-11-22T00:00:00Z' },
    { user: dee, schedule: primary, start: '2026-11-21T00:00:00Z', end: '2026-11-23T00:00:00Z' },
    { user: dee, schedule: primary, start: '2026-11-24T00:00:00Z', end: '2026-11-25T00:00:00Z' },
  ]);
  const { shifts } = await opening({ token, url });
  const at = (time: string) =>
    whoseTurn(shifts, { role: 'on-call', people: ['ann', 'ben'] }, Date.parse(time));
  assert.deepEqual(at('2026-11-20T18:00:00Z'), ['ann']);
  assert.deepEqual(at('2026-11-21T18:00:00Z'), ['ann', 'Dee Day']);
  assert.deepEqual(at('2026-11-22T18:00:00Z'), ['Dee Day']);
  assert.deepEqual(at('2026-11-23T18:00:00Z'), ['ann', 'ben']);
  assert.deepEqual(at('2026-11-24T18:00:00Z'), ['Dee Day']);
});

test('a schedule that PagerDuty has nobody in concerns its own role only', async (t) => {
  const { url } = await pagerDuty(t, entries.slice(4));
  const { shifts, assumed } = await opening({ token, url });
  assert.deepEqual(shifts['on-call'], rotation);
  assert.deepEqual(shifts.support?.[0]?.people, ['Dee Day']);
  assert.deepEqual(assumed, [
    'on-call: PagerDuty has nobody in the schedule PABC123, so the rotation of the file',
  ]);
});

test('a schedule too long for a history is left to the file', async (t) => {
  const minute = (count: number) => new Date(Date.parse(openedAt) + count * 60_000).toISOString();
  const crowd = Array.from({ length: 600 }, (_, i): Entry => {
    const user = { summary: `Somebody called ${i}` };
    return { user, schedule: primary, start: minute(i), end: minute(i + 500) };
  });
  const { url } = await pagerDuty(t, [...crowd, ...entries.slice(4)]);
  const { shifts, assumed } = await opening({ token, url });
  assert.deepEqual(shifts['on-call'], rotation);
  assert.deepEqual(assumed, [
    'on-call: PagerDuty has too many shifts in the schedule PABC123, so the rotation of the file',
  ]);
});

test('without a token the rotation of the file counts', async () => {
  await assertFallsBack(undefined, 'MAYDAY_PAGERDUTY_TOKEN is not set');
});

test('a wrong token is said as 401, and not shown', async (t) => {
  const { url, asked } = await pagerDuty(t, entries);
  await assertFallsBack({ token: 'wrong', url }, '401');
  assert.equal(asked.length, 1);
  await assertFallsBack({ token: 'not\nfor a header', url }, 'no answer');
});

test('a PagerDuty that hangs, before or within its answer, holds nothing up', async (t) => {
  const silent = await pagerDuty(t, () => {});
  await assertFallsBack({ token, url: silent.url, patience: 200 }, 'no answer within 0.2 s');
  const halting = await pagerDuty(t, (_, response) => void response.writeHead(200).write('{"oncalls":['));
  await assertFallsBack({ token, url: halting.url, patience: 200 }, 'no answer within 0.2 s');
  assert.deepEqual([silent.asked.length, halting.asked.length], [1, 1]);
});

test('pages that never end hold nothing up', async (t) => {
  const endless = await pagerDuty(t, (_, response) => {
    response.end(JSON.stringify({ oncalls: Array(100).fill(entries[1]), more: true }));
  });
  await assertFallsBack({ token, url: endless.url, patience: 20_000 }, 'it has too many entries');
  const empty = await pagerDuty(t, (_, response) => response.end('{"oncalls":[],"more":true}'));
  await assertFallsBack({ token, url: empty.url }, 'its answer cannot be read');
});

test('an answer that makes no sense is none', async (t) => {
  const [, entry] = entries;
  for (const body of [
    '<html>',
    '',
    'null',
    '{}',
    '{"oncalls":{},"more":false}',
    JSON.stringify({ oncalls: [{ ...entry, start: 'soon' }], more: false }),
    JSON.stringify({ oncalls: [{ ...entry, user: null }], more: false }),
    JSON.stringify({ oncalls: [entry] }),
  ]) {
    const { url } = await pagerDuty(t, (_, response) => response.end(body));
    await assertFallsBack({ token, url }, 'its answer cannot be read');
  }
});

test('the token follows no redirect, and a place where nobody listens is said', async (t) => {
  const other = await pagerDuty(t, entries);
  const { url } = await pagerDuty(t, (_, response) => {
    response.writeHead(302, { location: `${other.url}/oncalls` }).end();
  });
  await assertFallsBack({ token, url }, '302');
  assert.equal(other.asked.length, 0);
  await other.end();
  await assertFallsBack({ token, url: other.url }, 'ECONNREFUSED');
});
