import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';

type Metadata = temporal.api.sdk.v1.IWorkflowMetadata;

/** What the Temporal UI asks a run: its details, and what it listens to. */
export async function metadataOf(handle: WorkflowHandle): Promise<Metadata> {
  return await handle.query<Metadata>('__temporal_workflow_metadata');
}

/** The details once nothing about them changes for a moment, ms of real time. */
export async function restingDetails(handle: WorkflowHandle, moment = 400): Promise<string> {
  let last: string | undefined;
  for (const until = Date.now() + 60_000; Date.now() < until; await delay(moment)) {
    const details = (await metadataOf(handle).catch(() => undefined))?.currentDetails ?? undefined;
    if (details !== undefined && details === last) return details;
    last = details;
  }
  throw new Error(`the details did not come to rest within 15 s; last: ${last}`);
}
