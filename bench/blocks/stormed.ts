import type { Client } from '@temporalio/client';
import { until } from '../../servers/process.ts';
import { incidentWorkflowId } from '../../workflows/contract/keys.ts';
import { timelineQuery } from '../../workflows/contract/messages.ts';
import type { TimelineEntry } from '../../workflows/contract/timeline.ts';

/** What a storm left behind. */
export interface Stormed {
  incidents: number;
  /** Alerts, by fingerprint, on the timeline of the incident of their group. */
  alerts: number;
  /** Events of the longest history, over all its runs. */
  mostEvents: number;
}

/** ms for the workers to get through it. */
const patience = 300_000;

/** Waits until each group's incident has all its alerts on its timeline, or for five minutes in all, and counts. */
export async function stormed(
  client: Client,
  groups: readonly string[],
  alertsOfGroup: number,
): Promise<Stormed> {
  const deadline = Date.now() + patience;
  const found: Stormed = { incidents: 0, alerts: 0, mostEvents: 0 };
  for (const group of groups) {
    const workflowId = incidentWorkflowId('bench', 'generalIncident', `{}:{group="${group}"}`);
    let fingerprints = new Set<string>();
    const handle = client.workflow.getHandle(workflowId);
    await until(
      async () => {
        fingerprints = fingerprintsOf(await handle.query<TimelineEntry[], []>(timelineQuery));
        return fingerprints.size >= alertsOfGroup;
      },
      { deadlineMs: Math.max(1_000, deadline - Date.now()), everyMs: 250 },
    ).catch(() => {});
    found.alerts += fingerprints.size;
    for await (const run of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
      if (run.status.name === 'RUNNING') found.incidents += 1;
      const { historyLength } = await client.workflow.getHandle(workflowId, run.runId).describe();
      found.mostEvents = Math.max(found.mostEvents, historyLength);
    }
  }
  return found;
}

function fingerprintsOf(timeline: readonly TimelineEntry[]): Set<string> {
  return new Set(
    timeline.flatMap(({ fact }) =>
      fact.kind === 'alerts' ? fact.firing.map(({ fingerprint }) => fingerprint) : [],
    ),
  );
}
