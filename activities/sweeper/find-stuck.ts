import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { tsToMs } from '@temporalio/common/lib/time.js';
import pMap from 'p-map';
import { maintenanceWorkflowId } from '../../workflows/contract/maintenance.ts';
import type { Run, SweeperActivities } from '../../workflows/contract/sweeper.ts';
import { watchdogWorkflowId } from '../../workflows/contract/watchdog.ts';
import type { CoordinationDependencies } from '../dependencies.ts';
import { concerned } from './concerned.ts';
import { incidentRun } from './incident-run.ts';
import { atOnce, incidentsAndFollowUps, listPage } from './list-page.ts';
import { type Standstill, stuckFrom, stuckNotice } from './stuck.ts';

/** Keepers that hold alerts, or wait for them, are as quiet as incidents when they stand still. */
const lookedAfter = `(${incidentsAndFollowUps} OR WorkflowId STARTS_WITH "${maintenanceWorkflowId('')}" OR WorkflowId STARTS_WITH "${watchdogWorkflowId('')}")`;
const openOnes = `${lookedAfter} AND ExecutionStatus = "Running"`;
/** Events that are read back from the end to see since when a run stands still. */
const mostEvents = 1_000;

/** Looks at a page of open incidents, their follow-ups and keepers of alerts for those whose workflow task fails again and again. */
export function findStuck(
  deps: Pick<CoordinationDependencies, 'client' | 'catalogue'>,
): SweeperActivities['findStuck'] {
  const { client, catalogue } = deps;
  const { namespace } = client.options;
  return async ({ page }) => {
    const open = await listPage(client, openOnes, page);
    const stuck = (
      await pMap(open.runs, async (run) => ((await isStuck(client, run)) ? [run] : []), atOnce)
    ).flat();
    const told = async (stuckRun: Run) => {
      const run = await incidentRun(client, stuckRun);
      if (!run) return [];
      const standstill = await standstillOf(client, stuckRun, run.startedAt);
      return [stuckNotice(run, standstill, concerned(catalogue, run), { now: Date.now(), namespace })];
    };
    const notices = await pMap(stuck, told, atOnce);
    return { notices: notices.flat(), page: open.next };
  };
}

async function isStuck(client: Client, { workflowId, runId }: Run): Promise<boolean> {
  try {
    const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
    return (raw.pendingWorkflowTask?.attempt ?? 0) >= stuckFrom;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** By its history, so that every look comes to the same instant: the first failure after the last task that was completed. */
async function standstillOf(client: Client, run: Run, startedAt: string): Promise<Standstill> {
  let since = startedAt;
  let because: string | undefined;
  const standstill = () => ({ since, because: because?.slice(0, 300) ?? 'its history does not say why' });
  let nextPageToken: Uint8Array | null | undefined;
  for (let read = 0; read < mostEvents; ) {
    const page = await client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace: client.options.namespace,
      execution: run,
      maximumPageSize: 100,
      nextPageToken,
    });
    for (const event of page.history?.events ?? []) {
      read += 1;
      if (event.workflowTaskCompletedEventAttributes) return standstill();
      const failed = event.workflowTaskFailedEventAttributes;
      if (!failed && !event.workflowTaskTimedOutEventAttributes) continue;
      because ??= failed
        ? (failed.failure?.message ?? 'no reason given')
        : 'the worker did not answer in time';
      since = new Date(tsToMs(event.eventTime)).toISOString();
    }
    nextPageToken = page.nextPageToken;
    if (!nextPageToken?.length) return standstill();
  }
  // Too much has come in since: by the start of the run every look still comes to the same.
  return { ...standstill(), since: startedAt };
}
