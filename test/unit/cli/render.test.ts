import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { allClocksText, type IncidentClock, ownClocksText } from '../../../client/cli/render/clocks.ts';
import { incidentText } from '../../../client/cli/render/incident.ts';
import { listText } from '../../../client/cli/render/incident-list.ts';
import { planText } from '../../../client/cli/render/plan.ts';
import { entryText } from '../../../client/cli/render/timeline.ts';
import { type Look, plain } from '../../../client/cli/screen.ts';
import { byUrgency, nextText, soonest } from '../../../client/incidents/next.ts';
import { clockTime, relative, span } from '../../../client/times.ts';
import type { Clock } from '../../../workflows/contract/incident.ts';
import { clocks, now, plan, view } from './sample.ts';

const look: Look = { now, timeZone: 'UTC', paint: plain };

describe('What is shown', () => {
  test('an incident fits on one screen', () => {
    assert.equal(
      incidentText(view, clocks, look),
      `INC-7K3FQ2  Critical  mitigating  Demo shop: Database issues
the shop answers no requests
opened 3 m 05 s ago (03:08:55) · nobody has acknowledged · 2 firing
waits for approval of plan 1

Clocks
  response  in 42 s  pages incident-commander → carol
  approval  in 50 s  plan 1 expires

Findings
  ✔  connectivity  We get in.
  ✖  connections   17 of 17 usable connections are taken.
  ?  health        Could not ask (health): timed out.

Plan 1: End idle sessions  (disruptive, expires in 50 s)
  observed  10 sessions sit idle for longer than 5 m.
  expected  Their slots are free for the shop.
  touches   Their clients have to connect again.
  undo      none: it cannot be taken back
  would run
    SELECT pg_terminate_backend(100);
    SELECT pg_terminate_backend(101);
    SELECT pg_terminate_backend(102);
    SELECT pg_terminate_backend(103);
    SELECT pg_terminate_backend(104);
    SELECT pg_terminate_backend(105);
    SELECT pg_terminate_backend(106);
    SELECT pg_terminate_backend(107);
    … and 2 more (--json shows all)
  approve:  mayday approve INC-7K3FQ2 --plan 1 --as NAME
  reject:   mayday reject INC-7K3FQ2 --plan 1 --as NAME --reason "…"`,
    );
  });

  test('a change in effect has the command that takes it back, as long as the incident is open', () => {
    const change = {
      plan: 2,
      mitigation: 'limit',
      title: 'Limit the shop',
      temporary: true,
      inverse: { limit: -1 },
    };
    const inEffect = [{ ...change, plan: 1, temporary: false }, change];
    const lines = (text: string) => text.split('\n').filter((line) => line.startsWith('In effect'));
    assert.deepEqual(lines(incidentText({ ...view, inEffect }, clocks, look)), [
      'In effect: plan 2, Limit the shop (temporary). Take it back: mayday undo INC-7K3FQ2 --plan 2 --as NAME',
      'In effect: plan 1, Limit the shop. Take it back: mayday undo INC-7K3FQ2 --plan 1 --as NAME',
    ]);
    const endedAt = '2026-11-21T03:11:00.000Z';
    assert.deepEqual(lines(incidentText({ ...view, inEffect: [change], endedAt }, [], look)), [
      'In effect: plan 2, Limit the shop (temporary)',
    ]);
  });

  test('an ended one has no clocks', () => {
    const ended = {
      ...view,
      phase: 'resolved' as const,
      mode: 'dry-run' as const,
      endedAt: '2026-11-21T03:11:00.000Z',
      acknowledgedBy: { kind: 'person', name: 'alice', door: 'cli', verified: true } as const,
      acknowledgedAt: '2026-11-21T03:09:00.000Z',
      pending: undefined,
      findings: [],
      firing: [],
      waitingFor: 'nothing',
    };
    assert.equal(
      incidentText(ended, [], look),
      `INC-7K3FQ2  Critical  resolved  dry-run  Demo shop: Database issues
the shop answers no requests
opened 3 m 05 s ago (03:08:55) · ended 1 m ago · acknowledged by alice (cli) 3 m ago`,
    );
  });

  test('a destructive plan asks for its reason', () => {
    const text = incidentText({ ...view, pending: { ...plan, risk: 'destructive' } }, clocks, look);
    assert.match(text, /approve: {2}mayday approve INC-7K3FQ2 --plan 1 --as NAME --reason "…"/);
  });

  test('a plan that needs two says so, and who was the first', () => {
    const pending = { ...plan, needs: 2 as const };
    const needs = (approvedBy?: string[]) =>
      incidentText({ ...view, pending, approvedBy }, clocks, look).match(/^ {2}needs {5}(.*)$/m)?.[1];
    assert.equal(needs(), 'two different approvers; nobody has approved yet');
    assert.equal(needs(['alice']), 'two different approvers; alice has approved, somebody else must, too');
  });

  test('a plan that ran out says so', () => {
    assert.match(planText({ ...plan, expiresAt: '2026-11-21T03:11:30Z' }, look), /expires 30 s ago/);
  });

  test('the list says what is not known', () => {
    const line = {
      incident: 'INC-7K3FQ2',
      workflowId: 'incident:demo:databaseIssues:abc',
      system: 'demo',
      runbook: 'databaseIssues',
      open: true,
      status: 'RUNNING',
      openedAt: '2026-11-21T03:11:15.000Z',
    };
    const closed = { ...line, open: false, status: 'TERMINATED', closedAt: '2026-11-21T03:11:20.000Z' };
    const next = soonest(clocks);
    const known = {
      ...line,
      severity: 'Critical',
      phase: 'mitigating',
      next,
      waitingFor: 'approval of plan 1',
    };
    const quiet = { ...known, next: null, waitingFor: 'people' };
    assert.equal(
      listText([known, quiet, line, closed], look),
      `INCIDENT    SEVERITY  PHASE       SYSTEM  RUNBOOK         OPENED    NEXT              WAITS FOR
INC-7K3FQ2  Critical  mitigating  demo    databaseIssues  45 s ago  response in 42 s  approval of plan 1
INC-7K3FQ2  Critical  mitigating  demo    databaseIssues  45 s ago  nothing           people
INC-7K3FQ2  ?         ?           demo    databaseIssues  45 s ago  ?                 ?
INC-7K3FQ2  ?         terminated  demo    databaseIssues  45 s ago                    closed 40 s ago`,
    );
  });

  test('what is due next is said in a few words', () => {
    const due = '2026-11-21T03:24:00.000Z';
    const said = (name: Clock['name'], fires: string) => nextText({ name, due, fires, reaches: [] }, now);
    assert.deepEqual(
      [
        said('response', 'secondary is reached'),
        said('approval', 'plan 2 expires unapplied and lead is reached'),
        said('approval reminder', 'a reminder'),
        said('resolution', '80 % of the resolution target'),
        said('resolution', 'Not resolved: cto'),
        said('update', 'an update to everybody'),
        said('update reminder', 'a reminder of the update'),
        said('stability', 'the incident resolves if the system is well'),
        said('shift', 'on-call changes from alice to bob'),
      ],
      [
        'response in 12 m',
        'plan 2 expires in 12 m',
        'reminder of the plan in 12 m',
        '80 % of the resolution target in 12 m',
        'not resolved: cto in 12 m',
        'update in 12 m',
        'reminder of the update in 12 m',
        'stability window ends in 12 m',
        'shift change in 12 m',
      ],
    );
  });

  test('what is due next comes first, then the worst; what does not answer is last', () => {
    const due = (at: string) => [{ name: 'update', due: at, fires: '', reaches: [] }] satisfies Clock[];
    const soon = due('2026-11-21T03:13:00.100Z');
    const order = [
      { severity: 'P0' },
      { severity: 'P0', clocks: [] },
      { severity: 'P3', clocks: due('2026-11-21T03:12:30.000Z') },
      { severity: 'P2', clocks: soon },
      { severity: 'P1', clocks: [...due('2026-11-22T03:12:00.000Z'), ...due('2026-11-21T03:13:00.900Z')] },
      { clocks: soon },
    ].toSorted(byUrgency);
    assert.deepEqual(
      order.map(({ severity, clocks }) => `${severity ?? '?'} ${clocks?.length ?? 'no word'}`),
      ['P3 1', 'P1 2', 'P2 1', '? 1', 'P0 0', 'P0 no word'],
    );
  });

  test('clocks are told with the time of day and the zone they are told in', () => {
    assert.equal(
      ownClocksText(clocks, 'people', { ...look, timeZone: 'Europe/Berlin' }),
      `response  in 42 s  04:12:42  pages incident-commander → carol
approval  in 50 s  04:12:50  plan 1 expires
Times are in Europe/Berlin.`,
    );
    const others = clocks.map((clock) => ({ incident: 'INC-7K3FQ2', severity: 'Critical', ...clock }));
    const update: IncidentClock = {
      incident: 'INC-9ZZZZZ',
      severity: 'Low',
      name: 'update',
      due: '2026-11-22T03:12:45.000Z',
      fires: 'an update',
      reaches: [],
    };
    assert.equal(
      allClocksText([update, ...others], look),
      `INC-7K3FQ2  Critical  response  in 42 s  03:12:42             pages incident-commander → carol
INC-7K3FQ2  Critical  approval  in 50 s  03:12:50             plan 1 expires
INC-9ZZZZZ  Low       update    in 1 d   2026-11-22 03:12:45  an update
Times are in UTC.`,
    );
  });

  test('where no clock runs it says why, and what the incident waits for', () => {
    assert.equal(
      ownClocksText([], 'people', look),
      'nothing is due: nobody is left to be reached and no update is promised; it waits for people',
    );
  });

  test('a timeline entry is its time and its sentence', () => {
    const fact = { kind: 'approval expired', plan: 1 } as const;
    const says = 'Nobody decided on plan 1 in time; silence is not a yes, nothing was changed';
    assert.equal(entryText({ id: 'x', at: '2026-11-21T03:11:02.345Z', fact }, look), `03:11:02  ${says}`);
    assert.equal(
      entryText({ id: 'x', at: '2026-11-20T23:59:59.000Z', fact }, look),
      `2026-11-20 23:59:59  ${says}`,
    );
  });

  test('colours do not move the columns', () => {
    const coloured: Look = { ...look, paint: (_style, text) => `\u001b[31m${text}\u001b[39m` };
    const bare = stripVTControlCharacters(incidentText(view, clocks, coloured));
    assert.equal(bare, incidentText(view, clocks, look));
  });
});

describe('Times for tired readers', () => {
  test('a span has two units at most', () => {
    const spans = [42_400, 59_600, 185_000, 3_600_000, 7_800_000, 86_400_000, 273_600_000];
    assert.deepEqual(spans.map(span), ['42 s', '1 m', '3 m 05 s', '1 h', '2 h 10 m', '1 d', '3 d 4 h']);
  });

  test('a time is told from now', () => {
    assert.equal(relative('2026-11-21T03:12:42.000Z', now), 'in 42 s');
    assert.equal(relative('2026-11-21T03:11:00.000Z', now), '1 m ago');
    assert.equal(relative('2026-11-21T03:12:00.300Z', now), 'now');
    assert.equal(relative('soon', now), 'soon');
  });

  test('midnight is 00, and the day is that of the time zone', () => {
    assert.equal(clockTime('2026-11-21T00:00:05Z', now, 'UTC'), '00:00:05');
    assert.equal(clockTime('2026-11-20T23:30:00Z', now, 'Europe/Berlin'), '00:30:00');
  });
});
