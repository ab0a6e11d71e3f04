import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { temporal } from '@temporalio/proto';
import { type EndedIncident, keyIdOfPostIncident } from '../../workflows/contract/follow-ups.ts';
import type { RunbookInput } from '../../workflows/contract/input.ts';
import { incidentName } from '../../workflows/contract/keys.ts';
import { searchAttributes } from '../../workflows/contract/search-attributes.ts';
import type { Run } from '../../workflows/contract/sweeper.ts';

export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Payloads = temporal.api.common.v1.IPayloads | null | undefined;

/** ms */
const deadline = 10_000;
const closeEventOnly = 2;

/** What Temporal itself knows of one run of an incident, without asking a worker. */
export interface IncidentRun extends Run {
  keyId: string;
  /** It is what follows the incident. */
  followsUp?: true;
  /** Of the chain of runs that this one belongs to. */
  firstRunId: string;
  incident: string;
  system: string;
  runbook: string;
  /** Temporal's word: `RUNNING`, `COMPLETED`, `TERMINATED`, … */
  status: string;
  startedAt: string;
  closedAt?: string;
  /** What it was started with; of a run that went on from another, what that one handed on. */
  input: Partial<RunbookInput>;
  /** The run that goes on in its place, by Temporal's Reset. */
  resetTo?: string;
  /** Attempts of the workflow task that is under way; 0 = none is. */
  attempt: number;
  /** These two only where the namespace has Mayday's search attributes. */
  severity?: string;
  phase?: string;
}

/** Describes one run; undefined if the server has it no more. */
export async function incidentRun(
  client: Client,
  { workflowId, runId }: Run,
): Promise<IncidentRun | undefined> {
  try {
    return await client.withDeadline(Date.now() + deadline, async () => {
      const run = await client.workflow.getHandle(workflowId, runId).describe();
      const started = await startOf(client, { workflowId, runId });
      const { workflowExecutionInfo, workflowExtendedInfo, pendingWorkflowTask } = run.raw;
      const firstRunId = workflowExecutionInfo?.firstRunId || runId;
      const followed = keyIdOfPostIncident(workflowId);
      const keyId = followed ?? ((started.continued && keyIn(started.input)) || firstRunId);
      const ended: Partial<EndedIncident> = followed === undefined ? {} : started.input;
      const known = run.typedSearchAttributes;
      return {
        workflowId,
        runId,
        keyId,
        ...(followed === undefined ? {} : { followsUp: true as const }),
        firstRunId,
        incident: incidentName(keyId),
        system: ended.system ?? (followed === undefined ? workflowId.split(':')[1] : undefined) ?? '',
        runbook: ended.runbook ?? run.type,
        status: run.status.name,
        startedAt: run.startTime.toISOString(),
        closedAt: run.closeTime?.toISOString(),
        input: started.input,
        resetTo: workflowExtendedInfo?.resetRunId || undefined,
        attempt: pendingWorkflowTask?.attempt ?? 0,
        severity: known.get(searchAttributes.severity),
        phase: known.get(searchAttributes.phase),
      };
    });
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** The event that closed a run; undefined if it is open. */
export async function closeEvent(client: Client, run: Run): Promise<HistoryEvent | undefined> {
  const { history } = await client.withDeadline(Date.now() + deadline, () =>
    client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: run,
      historyEventFilterType: closeEventOnly,
    }),
  );
  return history?.events?.at(-1);
}

/** The first of some payloads as an object; empty where it is none or cannot be decoded. */
export async function firstObject<T extends object>(client: Client, payloads: Payloads): Promise<Partial<T>> {
  const { loadedDataConverter } = client.options;
  const value: unknown = await decodeFromPayloadsAtIndex(loadedDataConverter, 0, payloads?.payloads).catch(
    () => undefined,
  );
  return value !== null && typeof value === 'object' ? value : {};
}

/** The key that a run was handed by the one it went on from. */
export function keyIn({ key }: Partial<RunbookInput>): string | undefined {
  return typeof key === 'string' && key !== '' ? key : undefined;
}

async function startOf(client: Client, run: Run) {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: run,
    maximumPageSize: 1,
  });
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  return {
    continued: Boolean(started?.continuedExecutionRunId),
    input: await firstObject<RunbookInput & EndedIncident>(client, started?.input),
  };
}
