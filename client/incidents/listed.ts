import type { WorkflowExecutionInfo } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import pMap from 'p-map';
import { idStarts, incidentName } from '../../workflows/contract/keys.ts';
import { searchAttributes } from '../../workflows/contract/search-attributes.ts';
import type { Temporal } from '../temporal.ts';
import type { Named } from './match.ts';

/** What Temporal knows of an incident without asking a worker. */
export interface ListedIncident extends Named {
  /** Where an incident took over a closing one's workflow id, only itself knows its key id. */
  keyId: string;
  /** The same through all runs it goes on in. */
  firstRunId: string;
  /** Of its latest run. */
  runId: string;
  system: string;
  runbook: string;
  open: boolean;
  /** Temporal's word: `RUNNING`, `COMPLETED`, `TERMINATED`, … */
  status: string;
  /** RFC 3339; of the latest run, where an incident went on in several. */
  startedAt: string;
  closedAt?: string;
  /** These three only where the namespace has Mayday's search attributes. */
  severity?: string;
  phase?: string;
  waitingFor?: string;
}

/** Real incidents, shadow incidents and dry runs. */
export const ofAnyMode = Object.values(idStarts);

/** How many closed runs are looked at, newest first. */
export const closedLookedAt = 200;

/** Descriptions that are asked for side by side. */
const atOnce = { concurrency: 8 };
const deadline = 5_000;

/** All open incidents, oldest first, whose workflow ids begin with one of these; the real ones, if it is not said. */
export async function openIncidents(
  temporal: Pick<Temporal, 'client'>,
  ...idStarts: readonly string[]
): Promise<ListedIncident[]> {
  const query = `${beginning(idStarts)} AND ExecutionStatus = "Running"`;
  const runs = await listed(temporal, query, Number.POSITIVE_INFINITY);
  const ids = [...new Set(runs.map(({ workflowId }) => workflowId))];
  const described = await pMap(ids, (workflowId) => describeIncident(temporal, workflowId), atOnce);
  return described
    .filter((incident) => incident !== undefined)
    .filter(({ open }) => open)
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt));
}

/** All open incidents as Temporal lists them, which may be a second behind; `named` = the name is sure. */
export async function listedAsOpen(
  temporal: Pick<Temporal, 'client'>,
  ...idStarts: readonly string[]
): Promise<(ListedIncident & { named: boolean })[]> {
  const query = `${beginning(idStarts)} AND ExecutionStatus = "Running"`;
  const runs = await listed(temporal, query, Number.POSITIVE_INFINITY);
  const latest = new Map(runs.toReversed().map((run) => [run.workflowId, run]));
  return [...latest.values()].map((run) => ({
    ...incidentOf(run, run.raw.firstRunId || run.runId),
    named:
      run.typedSearchAttributes.get(searchAttributes.incident) !== undefined || Boolean(run.raw.firstRunId),
  }));
}

/** The closed incidents that the namespace still keeps, newest first, at most `closedLookedAt`. */
export async function closedIncidents(
  temporal: Pick<Temporal, 'client'>,
  ...idStarts: readonly string[]
): Promise<ListedIncident[]> {
  const query = `${beginning(idStarts)} AND ExecutionStatus != "Running" AND ExecutionStatus != "ContinuedAsNew"`;
  const runs = await listed(temporal, query, closedLookedAt);
  const described = await pMap(
    runs,
    ({ workflowId, runId }) => describeIncident(temporal, workflowId, runId),
    atOnce,
  );
  return described.filter((incident) => incident !== undefined);
}

/** What the server itself says of one run, which unlike the list is never behind; undefined if it has none. */
export async function describeIncident(
  temporal: Pick<Temporal, 'client'>,
  workflowId: string,
  runId?: string,
): Promise<ListedIncident | undefined> {
  const { client } = temporal;
  try {
    const run = await client.withDeadline(Date.now() + deadline, () =>
      client.workflow.getHandle(workflowId, runId).describe(),
    );
    return incidentOf(run, run.raw.workflowExecutionInfo?.firstRunId || run.runId);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

function beginning(starts: readonly string[]): string {
  const each = (starts.length > 0 ? starts : [idStarts.live]).map(
    (start) => `WorkflowId STARTS_WITH "${start}"`,
  );
  return each.length === 1 ? `${each[0]}` : `(${each.join(' OR ')})`;
}

function incidentOf(run: Omit<WorkflowExecutionInfo, 'raw'>, firstRunId: string): ListedIncident {
  const known = run.typedSearchAttributes;
  return {
    incident: known.get(searchAttributes.incident) ?? incidentName(firstRunId),
    keyId: firstRunId,
    firstRunId,
    workflowId: run.workflowId,
    runId: run.runId,
    system: run.workflowId.split(':')[1] ?? '',
    runbook: run.type,
    open: run.status.name === 'RUNNING',
    status: run.status.name,
    startedAt: run.startTime.toISOString(),
    closedAt: run.closeTime?.toISOString(),
    severity: known.get(searchAttributes.severity),
    phase: known.get(searchAttributes.phase),
    waitingFor: known.get(searchAttributes.waitingFor),
  };
}

async function listed(
  temporal: Pick<Temporal, 'client'>,
  query: string,
  atMost: number,
): Promise<WorkflowExecutionInfo[]> {
  const { client } = temporal;
  return client.withDeadline(Date.now() + deadline, async () => {
    const runs: WorkflowExecutionInfo[] = [];
    for await (const run of client.workflow.list({ query, pageSize: 200 })) {
      runs.push(run);
      if (runs.length >= atMost) break;
    }
    return runs;
  });
}
