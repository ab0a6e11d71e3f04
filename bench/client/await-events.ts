import type { Client } from '@temporalio/client';
import { type HistoryEvent, timeOf } from '../event-time.ts';

/** One run. */
export interface RunId {
  workflowId: string;
  /** Without it, the newest one of that id. */
  runId?: string;
}

/**
 * Waits until something is found in a run's history. A long poll: the server says what is new when it is there, so that
 * nobody asks again and again meanwhile.
 * @throws Error where the run is over without it, or after the deadline
 */
export async function awaitEvents<Found>(
  { connection, options: { namespace } }: Client,
  { workflowId, runId }: RunId,
  find: (events: readonly HistoryEvent[]) => Found | undefined,
  deadlineMs = 120_000,
): Promise<Found> {
  const deadline = Date.now() + deadlineMs;
  const events: HistoryEvent[] = [];
  let nextPageToken: Uint8Array | undefined;
  for (;;) {
    const page = await connection.withDeadline(deadline, () =>
      connection.workflowService.getWorkflowExecutionHistory({
        namespace,
        execution: { workflowId, runId },
        waitNewEvent: true,
        nextPageToken,
      }),
    );
    events.push(...(page.history?.events ?? []));
    const found = find(events);
    if (found !== undefined) return found;
    nextPageToken = page.nextPageToken;
    if (!nextPageToken?.length) throw new Error(`${workflowId} is over before it did what is measured.`);
    if (Date.now() > deadline)
      throw new Error(`${workflowId} did not do within ${deadlineMs / 1_000} s what is measured.`);
  }
}

/** When an activity of that type began, epoch ms; `which`: the first of its type is 0. Nothing before it is recorded. */
export function startOf(events: readonly HistoryEvent[], type: string, which = 0): number | undefined {
  const scheduled = events.filter(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === type,
  )[which];
  const started =
    scheduled &&
    events.find(
      ({ activityTaskStartedEventAttributes: attributes }) =>
        `${attributes?.scheduledEventId}` === `${scheduled.eventId}`,
    );
  return started && timeOf(started);
}
