import type { Concerned } from '../../../activities/sweeper/concerned.ts';
import type { IncidentRun } from '../../../activities/sweeper/incident-run.ts';

export const alice: Concerned = { people: ['alice'], label: 'Critical', phase: 'mitigating' };

/** An open run of an incident, or with what differs. */
export function aRun(differs: Partial<IncidentRun> = {}): IncidentRun {
  return {
    workflowId: 'incident:shop:databaseIssues:0123456789ab',
    runId: 'run-1',
    keyId: 'run-1',
    firstRunId: 'run-1',
    incident: 'INC-7K3FQ2',
    system: 'shop',
    runbook: 'databaseIssues',
    status: 'RUNNING',
    startedAt: '2026-11-21T03:00:00.000Z',
    input: {},
    attempt: 0,
    ...differs,
  };
}
