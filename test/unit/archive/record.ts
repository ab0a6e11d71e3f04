import type { IncidentRecord } from '../../../workflows/contract/incident.ts';
import type { Actor } from '../../../workflows/contract/people.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';
import type { Fact, TimelineEntry } from '../../../workflows/contract/timeline.ts';

const alice: Actor = { kind: 'person', name: 'alice', door: 'cli', verified: true };
const bob: Actor = { kind: 'person', name: 'bob', door: 'temporal-ui', verified: false };
const mayday: Actor = { kind: 'mayday' };

const findings = (used: number): Extract<Fact, { kind: 'checked' }>['findings'] => [
  {
    check: 'connections',
    verdict: used > 80 ? 'sick' : 'well',
    says: `${used} of 97 usable connections are taken.`,
    evidence: [
      { state: 'idle', sessions: used - 3, oldest: '00:14:02' },
      { state: 'active', sessions: 3, oldest: null },
    ],
  },
  { check: 'health', verdict: used > 80 ? 'sick' : 'well', says: used > 80 ? 'answers 503' : 'answers 200' },
  { check: 'limits', verdict: 'unknown', says: 'could not ask: permission denied' },
];

function plan(id: number): Plan {
  return {
    id,
    hash: 'a'.repeat(64),
    mitigation: 'terminateIdleSessions',
    title: 'End idle sessions',
    risk: 'disruptive',
    needs: 1,
    round: 1,
    expiresAt: '2026-11-21T03:13:10.000Z',
    targets: [{ id: '4711', title: 'pid 4711', state: { pid: 4711, backend_start: '2026-11-21 02:58:00' } }],
    preview: ['select pg_terminate_backend(4711); -- app `batch`, idle 14 min', '```not a fence'],
    observed: '90 sessions are idle for more than 10 s.',
    predicted: 'Below 80 % of the connections are used.',
    blastRadius: '90 clients reconnect',
    undo: null,
  };
}

/** An incident with everything in it: two plans, a relapse that was none, notes, markup in people's text. */
export function madeRecord(): IncidentRecord {
  const openedAt = '2026-11-21T03:12:05.000Z';
  let entries = 0;
  const at = (seconds: number, fact: Fact): TimelineEntry => ({
    id: `entry-${++entries}`,
    at: new Date(Date.parse(openedAt) + seconds * 1000).toISOString(),
    fact,
  });
  const alert = {
    fingerprint: 'f1',
    name: 'DatabaseConnectionsExhausted',
    summary: 'no slot left on <db>',
    startsAt: '2026-11-21T03:11:50.000Z',
  };
  const summary = 'too many | clients, see `pg_stat_activity` & <b>help</b>\n# not a heading';
  return {
    incident: 'INC-7K3FQ2',
    keyId: '0198f1c2-3a5b-7c1d-9e2f-000000000001',
    workflowId: 'incident:demo:databaseIssues:0123456789ab',
    system: 'demo',
    systemTitle: 'Demo shop',
    runbook: 'databaseIssues',
    runbookTitle: 'Database issues',
    mode: 'live',
    phase: 'resolved',
    severity: 'P0',
    label: 'Critical',
    summary,
    openedAt,
    endedAt: '2026-11-21T03:14:25.000Z',
    acknowledgedBy: alice,
    acknowledgedAt: '2026-11-21T03:12:45.000Z',
    round: 2,
    findings: findings(7),
    firing: [],
    reached: 2,
    waitingFor: 'nothing',
    guidance: [],
    inEffect: [],
    targets: { response: '2026-11-21T03:12:35.000Z', resolution: '2026-11-21T03:22:05.000Z' },
    assumed: ['Severity P0: no document gives database issues one.'],
    timeline: [
      at(0, {
        kind: 'opened',
        by: { kind: 'alerts', door: 'alertmanager' },
        severity: 'P0',
        label: 'Critical',
        summary,
        mode: 'live',
        assumed: [],
      }),
      at(0, { kind: 'alerts', firing: [alert], resolved: [], repeated: 0 }),
      at(0, {
        kind: 'paged',
        ladder: 'response',
        step: 1,
        role: 'on-call',
        people: ['alice'],
        because: 'the incident opened',
        reach: 'page',
      }),
      at(1, { kind: 'checked', round: 1, findings: findings(93) }),
      at(2, { kind: 'planned', plan: plan(1) }),
      at(30, { kind: 'response missed', due: '2026-11-21T03:12:35.000Z' }),
      at(40, { kind: 'acknowledged', by: alice }),
      at(41, {
        kind: 'rejected',
        plan: 1,
        hash: 'a'.repeat(64),
        by: alice,
        reason: 'one of them is the *backup*',
      }),
      at(42, { kind: 'planned', plan: { ...plan(2), undo: 'they reconnect by themselves' } }),
      at(62, { kind: 'alerts', firing: [], resolved: [], repeated: 3 }),
      at(72, { kind: 'approved', plan: 2, hash: 'a'.repeat(64), by: alice }),
      at(73, {
        kind: 'applied',
        plan: 2,
        effects: [
          { key: 'k/1', target: '4711', outcome: 'done', says: 'pid 4711 was ended' },
          { key: 'k/2', target: '4712', outcome: 'already gone', says: 'pid 4712 was gone already' },
        ],
      }),
      at(76, { kind: 'improved', plan: 2, says: '7 % of the connections are used, 3 readings in a row' }),
      at(80, { kind: 'well', says: '3 of 3 probes answered 200' }),
      at(80, { kind: 'monitoring', until: '2026-11-21T03:13:35.000Z', note: '10 s, a demo’s window' }),
      at(100, { kind: 'noted', by: bob, text: 'Cause: the batch job leaks | <script>alert(1)</script>' }),
      at(101, { kind: 'noted', by: alice, text: 'impact: checkout failed for 2 minutes' }),
      at(102, { kind: 'noted', by: alice, text: 'action: pool limit for the batch job' }),
      at(140, { kind: 'resolved', by: mayday, as: 'fixed', because: 'it stayed well' }),
    ],
  };
}
