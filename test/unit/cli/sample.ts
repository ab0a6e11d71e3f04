import type { Clock, IncidentView } from '../../../workflows/contract/incident.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';

/** The moment at which the samples are looked at. */
export const now = new Date('2026-11-21T03:12:00.000Z');

export const plan: Plan = {
  id: 1,
  hash: 'a'.repeat(64),
  mitigation: 'idle-sessions',
  title: 'End idle sessions',
  risk: 'disruptive',
  needs: 1,
  round: 1,
  expiresAt: '2026-11-21T03:12:50.000Z',
  targets: [],
  preview: Array.from({ length: 10 }, (_, i) => `SELECT pg_terminate_backend(${100 + i});`),
  observed: '10 sessions sit idle for longer than 5 m.',
  predicted: 'Their slots are free for the shop.',
  blastRadius: 'Their clients have to connect again.',
  undo: null,
};

export const view: IncidentView = {
  incident: 'INC-7K3FQ2',
  keyId: 'key',
  workflowId: 'incident:demo:databaseIssues:abc',
  system: 'demo',
  systemTitle: 'Demo shop',
  runbook: 'databaseIssues',
  runbookTitle: 'Database issues',
  mode: 'live',
  phase: 'mitigating',
  severity: 'P0',
  label: 'Critical',
  summary: 'the shop answers no requests',
  openedAt: '2026-11-21T03:08:55.000Z',
  round: 1,
  findings: [
    { check: 'connectivity', verdict: 'well', says: 'We get in.' },
    { check: 'connections', verdict: 'sick', says: '17 of 17 usable connections are taken.' },
    { check: 'health', verdict: 'unknown', says: 'Could not ask (health): timed out.' },
  ],
  pending: plan,
  firing: ['one', 'two'],
  reached: 1,
  waitingFor: 'approval of plan 1',
  guidance: [],
  inEffect: [],
};

export const clocks: Clock[] = [
  { name: 'approval', due: '2026-11-21T03:12:50.000Z', fires: 'plan 1 expires', reaches: [] },
  {
    name: 'response',
    due: '2026-11-21T03:12:42.000Z',
    fires: 'pages incident-commander',
    reaches: ['carol'],
  },
];
