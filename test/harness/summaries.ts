import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';

type Event = temporal.api.history.v1.IHistoryEvent;

const mostBytes = 200;

/** The activities and timers of a run that a person who reads its history is told nothing about, or too much. */
export function unexplained({ events }: temporal.api.history.v1.IHistory): string[] {
  return (events ?? []).flatMap((event) => {
    const what = startedBy(event);
    if (what === undefined) return [];
    const said = summaryOf(event);
    if (said === undefined || said.trim() === '') return [`${what} has no summary`];
    if (Buffer.byteLength(said) > mostBytes) return [`${what} has more than ${mostBytes} bytes: ${said}`];
    return /undefined|\[object|\n/.test(said) ? [`${what} reads badly: ${said}`] : [];
  });
}

/** The summary of an event, as the Temporal UI shows it. */
export function summaryOf({ userMetadata }: Event): string | undefined {
  const summary = userMetadata?.summary;
  return summary ? defaultPayloadConverter.fromPayload<string>(summary) : undefined;
}

function startedBy(event: Event): string | undefined {
  const { activityTaskScheduledEventAttributes: activity, timerStartedEventAttributes: timer } = event;
  if (activity) return `activity ${activity.activityType?.name}`;
  return timer ? `timer ${timer.timerId}` : undefined;
}
