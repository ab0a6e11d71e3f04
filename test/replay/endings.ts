import type { temporal } from '@temporalio/proto';
import type { RunbookName } from '../../workflows/contract/runbooks.ts';

type Event = temporal.api.history.v1.IHistoryEvent;

/** How a run of any runbook may end, in the order in which its story shows them. */
export const endings = ['by people', 'false alarm', 'cancelled', 'rejected', 'nobody answered'] as const;

export type Ending = (typeof endings)[number];

/** The story that shows them all. */
export function endingsStory(runbook: RunbookName): string {
  return `${runbook}: however it ends, it is told and kept`;
}

/** Whether a history ends so. */
export const shows: Record<Ending, (events: readonly Event[]) => boolean> = {
  'by people': (events) => resultOf(events).includes('Resolved as fixed by alice'),
  'false alarm': (events) => resultOf(events).includes('Resolved as false alarm by alice'),
  cancelled: (events) => Boolean(events.at(-1)?.workflowExecutionCanceledEventAttributes),
  rejected: (events) => heard(events, 'reject', 'skip') && resultOf(events).includes('Resolved as fixed'),
  'nobody answered': (events) => lasted(events) >= 3 * 3_600_000 && resultOf(events).includes('Resolved as'),
};

function resultOf(events: readonly Event[]): string {
  const [payload] = events.at(-1)?.workflowExecutionCompletedEventAttributes?.result?.payloads ?? [];
  return Buffer.from(payload?.data ?? []).toString('utf8');
}

function heard(events: readonly Event[], ...signals: string[]): boolean {
  return events.some(({ workflowExecutionSignaledEventAttributes: signal }) =>
    signals.includes(signal?.signalName ?? ''),
  );
}

/** ms */
function lasted(events: readonly Event[]): number {
  const [first, last] = [events[0], events.at(-1)].map(
    (event) => Number(event?.eventTime?.seconds ?? 0) * 1_000,
  );
  return (last ?? 0) - (first ?? 0);
}
