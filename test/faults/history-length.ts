import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

const { EventType } = proto.temporal.api.enums.v1;
type Event = proto.temporal.api.history.v1.IHistoryEvent;

/** A length that a history had, and its newest event then. */
export interface Length {
  events: number;
  newest: string;
}

/**
 * The lengths of a run's history as it grows, also of a run that does not exist yet, until it has closed or `signal` is
 * aborted. What Temporal records in one transaction is one step: no process can die between its events.
 */
export async function* lengths(
  client: Client,
  workflowId: string,
  signal: AbortSignal,
): AsyncGenerator<Length> {
  let nextPageToken: Uint8Array | undefined;
  while (!signal.aborted) {
    try {
      const answer = await client.workflowService.getWorkflowExecutionHistory({
        namespace: 'default',
        execution: { workflowId },
        waitNewEvent: true,
        nextPageToken,
      });
      const newest = answer.history?.events?.at(-1);
      if (newest) yield { events: Number(newest.eventId), newest: nameOf(newest) };
      if (!answer.nextPageToken?.length) return;
      nextPageToken = answer.nextPageToken;
    } catch {
      // It does not exist yet, or Temporal is away.
      await delay(5);
    }
  }
}

/** Waits until the history has so many events; undefined if it has closed before, or once `signal` is aborted. */
export async function reaches(
  client: Client,
  workflowId: string,
  events: number,
  signal: AbortSignal,
): Promise<Length | undefined> {
  for await (const length of lengths(client, workflowId, signal)) {
    if (length.events >= events) return length;
  }
  return undefined;
}

/** `ActivityTaskScheduled say` */
function nameOf({ eventType, activityTaskScheduledEventAttributes: scheduled }: Event): string {
  const words = (EventType[eventType ?? 0] ?? '').replace('EVENT_TYPE_', '').toLowerCase().split('_');
  const type = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  return [type, scheduled?.activityType?.name].filter(Boolean).join(' ');
}
