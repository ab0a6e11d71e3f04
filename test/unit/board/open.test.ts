import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ListOf, openList, systemLinks } from '../../../client/board/open/list.ts';
import { inOrder } from '../../../client/board/open/order.ts';
import type { Seen } from '../../../client/board/reader.ts';
import type { IncidentGlance } from '../../../workflows/contract/incident.ts';

const now = Date.parse('2026-11-22T03:00:00Z');
const inMinutes = (minutes: number) => new Date(now + minutes * 60_000).toISOString();

function seen(name: string, glance: Partial<IncidentGlance> | undefined, listed: Partial<Seen> = {}): Seen {
  const openedAt = inMinutes(-10);
  const said: IncidentGlance = {
    incident: name,
    keyId: name,
    system: 'demo',
    runbook: 'databaseIssues',
    systemTitle: 'Demo shop',
    runbookTitle: 'Database issues',
    mode: 'live',
    phase: 'mitigating',
    severity: 'P1',
    label: 'High',
    waitingFor: 'people',
    summary: 'it is slow',
    openedAt,
    clocks: [],
    ...glance,
  };
  return {
    incident: name,
    keyId: name,
    firstRunId: name,
    runId: name,
    workflowId: `incident:demo:databaseIssues:${name}`,
    system: 'demo',
    runbook: 'databaseIssues',
    open: true,
    status: 'RUNNING',
    startedAt: openedAt,
    named: true,
    ...(glance ? { glance: said, asOf: now } : {}),
    ...listed,
  };
}

const due = (minutes: number): IncidentGlance['clocks'] => [
  { name: 'response', due: inMinutes(minutes), fires: 'step 2 is reached', reaches: ['bob'] },
];

const page = (incidents: Seen[], more: Partial<ListOf> = {}) =>
  openList({ open: { incidents, asOf: now }, mayRead: () => true, now, ...more });

describe('the order of what is open', () => {
  test('the worst first, of those what is due first, then what is due never', () => {
    const incidents = [
      seen('later', { severity: 'P1', clocks: due(9) }),
      seen('never', { severity: 'P1' }),
      seen('mild', { severity: 'P3', clocks: due(1) }),
      seen('sooner', { severity: 'P1', clocks: due(2) }),
      seen('worst', { severity: 'P0', clocks: due(60) }),
      seen('silent', undefined, { severity: 'P2' }),
      seen('unlisted', undefined),
    ];
    assert.deepEqual(
      inOrder(incidents).map(({ incident }) => incident.incident),
      ['worst', 'sooner', 'later', 'never', 'silent', 'mild', 'unlisted'],
    );
  });

  test('what another explains stands under that one, and alone where that one is not there', () => {
    const explained = seen('INC-B', { severity: 'P0', folded: true, explainedBy: 'INC-A' });
    const by = seen('INC-A', { severity: 'P2' });
    assert.deepEqual(
      inOrder([explained, by]).map(({ incident, folded }) => [
        incident.incident,
        folded.map((each) => each.incident),
      ]),
      [['INC-A', ['INC-B']]],
    );
    assert.deepEqual(
      inOrder([explained]).map(({ incident }) => incident.incident),
      ['INC-B'],
    );
  });
});

describe('the list of what is open', () => {
  test('says what a sleepy person needs, severity in words, too', () => {
    const body = page([
      seen('INC-A', {
        severity: 'P0',
        label: 'Critical',
        clocks: due(4),
        plans: [{ id: 2, title: 'End idle sessions', risk: 'disruptive' }],
        acknowledgedBy: { kind: 'person', name: 'alice', door: 'board', verified: true },
      }),
    ]);
    assert.match(body, /Critical \(P0\)/);
    assert.match(body, /acknowledged by alice \(board\)/);
    assert.match(body, /data-due="2026-11-22T03:04:00\.000Z"/);
    assert.match(body, /step 2 is reached[\s\S]*bob/);
    assert.match(body, /href="\/board\/incidents\/INC-A#live-plans">Plan 2: End idle sessions/);
  });

  test('shows hostile words as they are', () => {
    const hostile = `"><script>x()</script><img src=x onerror='x()'>`;
    const body = page([
      seen('INC-A', {
        summary: hostile,
        waitingFor: hostile,
        commander: hostile,
        label: hostile,
        systemTitle: hostile,
        runbookTitle: hostile,
        plans: [{ id: 1, title: hostile, risk: 'disruptive' }],
        clocks: [{ name: 'response', due: inMinutes(1), fires: hostile, reaches: [hostile] }],
      }),
      seen('INC-B', undefined, { severity: hostile, phase: hostile, waitingFor: hostile, system: hostile }),
    ]);
    assert.doesNotMatch(body, /<script|<img/);
    assert.match(body, /&#60;script&#62;/);
    const links = systemLinks([seen('INC-B', undefined, { system: hostile })], hostile);
    assert.doesNotMatch(links, /<script|<img/);
  });

  test("what no worker answers for shows what Temporal's list says; what was not asked yet says that", () => {
    const listed = { severity: 'P1', phase: 'monitoring', waitingFor: 'approval of plan 1' };
    const silent = page([seen('INC-A', undefined, { ...listed, silent: true })]);
    assert.match(silent, /no worker answers/);
    assert.match(silent, /monitoring[\s\S]*approval of plan 1/);
    const unasked = page([seen('INC-A', undefined, listed)]);
    assert.doesNotMatch(unasked, /no worker answers/);
    assert.match(unasked, /it is being asked/);
  });

  test('what is old says how old it is, and why', () => {
    const old = [seen('INC-A', {}, { asOf: now - 11_000 })];
    assert.match(page(old), /as of <time datetime="2026-11-22T02:59:49/);
    assert.doesNotMatch(page([seen('INC-A', {}, { asOf: now - 9_000 })]), /as of/);
    const away = page(old, { open: { incidents: old, asOf: now - 11_000, trouble: 'Temporal is away.' } });
    assert.match(away, /Temporal is away\. This is how it was <time/);
  });

  test('the same state is the same bytes, a moment later', () => {
    const incidents = [seen('INC-A', { clocks: due(4) })];
    assert.equal(page(incidents), page(incidents, { now: now + 5_000 }));
  });

  test('a restricted one tells only its own people more than that it is there', () => {
    const body = page([seen('INC-A', { summary: 'stolen keys', severity: 'P0', label: 'Sev 1' })], {
      mayRead: () => false,
    });
    assert.doesNotMatch(body, /stolen keys|<a href="\/board\/incidents/);
    assert.match(body, /Sev 1 \(P0\)[\s\S]*INC-A[\s\S]*Restricted/);
  });

  test('shadow incidents and dry runs stand apart', () => {
    const body = page([
      seen('INC-A', {}),
      seen('INC-S', {}, { workflowId: 'shadow:demo:x:1' }),
      seen('INC-D', {}, { workflowId: 'dry-run:demo:x:1' }),
    ]);
    assert.match(
      body,
      /INC-A[\s\S]*<h2>Shadow incidents<\/h2>[\s\S]*INC-S[\s\S]*<h2>Dry runs<\/h2>[\s\S]*INC-D/,
    );
  });

  test('nothing open is said to be well, with the way to declare', () => {
    assert.match(page([]), /All is well: no incident is open\.[\s\S]*href="\/board\/declare"/);
    const away = page([], { open: { incidents: [], asOf: now, trouble: 'Temporal is away.' } });
    assert.match(away, /Temporal is away\.[\s\S]*No incident was open then/);
    assert.doesNotMatch(away, /All is well/);
    assert.match(page([seen('INC-A', {})], { system: 'other' }), /no incident is open for other/);
  });
});
