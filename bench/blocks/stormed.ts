import type { WorkflowExecutionInfo, WorkflowHandle } from '@temporalio/client';
import { until } from '../../servers/process.ts';
import { incidentWorkflowId } from '../../workflows/contract/keys.ts';
import { timelineQuery } from '../../workflows/contract/messages.ts';
import type { TimelineEntry } from '../../workflows/contract/timeline.ts';
import type { Arena } from '../arena.ts';

/** What a storm left behind. */
export interface Stormed {
  /** All that it opened, whatever their groups. */
  incidents: number;
  /** Alerts, by fingerprint, on the timeline of the incident of their group. */
  alerts: number;
  /** Events of the incident that has most, over all its runs. */
  mostEvents: number;
  /** Why an incident could not be asked, or what it lacked, when the patience was at its end. */
  trouble?: string;
}

/** ms for the workers to get through it. */
const patience = 300_000;

/** Waits until each group's incident has all its alerts on its timeline, or for five minutes in all, and counts. */
export async function stormed(
  { temporalClient, settle }: Pick<Arena, 'temporalClient' | 'settle'>,
  groups: readonly string[],
  alertsOfGroup: number,
  began: Date,
): Promise<Stormed> {
  const deadline = Date.now() + patience;
  let alerts = 0;
  let trouble: string | undefined;
  for (const group of groups) {
    const handle = temporalClient.workflow.getHandle(
      incidentWorkflowId('bench', 'generalIncident', `{}:{group="${group}"}`),
    );
    const counted = await alertsOf(handle, alertsOfGroup, deadline);
    alerts += counted.alerts;
    trouble = counted.trouble ?? trouble;
  }
  // What is at rest is also listed.
  await settle();
  const runs: WorkflowExecutionInfo[] = [];
  const query = `WorkflowType = "generalIncident" AND StartTime >= "${began.toISOString()}"`;
  for await (const run of temporalClient.workflow.list({ query })) runs.push(run);
  const events = new Map<string, number>();
  for (const { workflowId, runId } of runs) {
    const { historyLength } = await temporalClient.workflow.getHandle(workflowId, runId).describe();
    events.set(workflowId, (events.get(workflowId) ?? 0) + historyLength);
  }
  return {
    // A run that was continued is no end: the one that goes on counts.
    incidents: runs.filter(({ status }) => status.name !== 'CONTINUED_AS_NEW').length,
    alerts,
    mostEvents: Math.max(0, ...events.values()),
    ...(trouble ? { trouble } : {}),
  };
}

async function alertsOf(
  handle: WorkflowHandle,
  expected: number,
  deadline: number,
): Promise<{ alerts: number; trouble?: string }> {
  let alerts = 0;
  try {
    await until(
      async () => {
        alerts = fingerprintsOf(await handle.query<TimelineEntry[], []>(timelineQuery)).size;
        if (alerts < expected) throw new Error(`it had ${alerts} of ${expected} alerts`);
      },
      { deadlineMs: Math.max(1_000, deadline - Date.now()), everyMs: 250 },
    );
    return { alerts };
  } catch (error) {
    return { alerts, trouble: `${(error as Error).message}.` };
  }
}

function fingerprintsOf(timeline: readonly TimelineEntry[]): Set<string> {
  return new Set(
    timeline.flatMap(({ fact }) =>
      fact.kind === 'alerts' ? fact.firing.map(({ fingerprint }) => fingerprint) : [],
    ),
  );
}
