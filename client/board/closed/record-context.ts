import type { IncidentRecord } from '../../../workflows/contract/incident.ts';
import type { Context } from '../incident/context.ts';

export type { Context };

/** A record for the sections that an open incident's page has, too: as if its run still answered. */
export function recordContext(
  around: Pick<Context, 'parts' | 'request' | 'visitor'>,
  record: IncidentRecord,
): Context {
  const { incident, keyId, workflowId, system, runbook, openedAt, endedAt, timeline } = record;
  return {
    ...around,
    csrf: '',
    archived: true,
    reading: {
      listed: {
        incident,
        keyId,
        workflowId,
        system,
        runbook,
        firstRunId: keyId,
        runId: keyId,
        open: false,
        status: 'COMPLETED',
        startedAt: openedAt,
        closedAt: endedAt,
      },
      followed: { view: record, clocks: [], timeline },
    },
  };
}
