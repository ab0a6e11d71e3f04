import type { temporal } from '@temporalio/proto';

/** What a run begins in one workflow task and then waits for. */
export interface Group {
  /** Bytes that each activity is given, and answers. */
  activities: [given: number, answer: number][];
  /** Timers that fire. */
  fired: number;
  /** Timers that are cancelled when the rest of the group is done. */
  cancelled: number;
  /** Timers that still run when the history ends. */
  open: number;
  /** Bytes of each message that is waited for. */
  messages: number[];
}

const none = (): Group => ({ activities: [], fired: 0, cancelled: 0, open: 0, messages: [] });

/** The activities, timers and messages of a history, task by task: what a bare workflow is to do in its place. */
export function groupsOf({ events }: temporal.api.history.v1.IHistory): Group[] {
  const answers = new Map<string, number>();
  const fired = new Set<string>();
  const cancelled = new Set<string>();
  for (const event of events ?? []) {
    const completed = event.activityTaskCompletedEventAttributes;
    if (completed) answers.set(`${completed.scheduledEventId}`, bytesOf(completed.result));
    if (event.timerFiredEventAttributes) fired.add(`${event.timerFiredEventAttributes.startedEventId}`);
    if (event.timerCanceledEventAttributes)
      cancelled.add(`${event.timerCanceledEventAttributes.startedEventId}`);
  }
  const groups: Group[] = [];
  let group = none();
  for (const event of events ?? []) {
    const id = `${event.eventId}`;
    if (event.workflowTaskCompletedEventAttributes) {
      groups.push(group);
      group = none();
    }
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled) group.activities.push([bytesOf(scheduled.input), answers.get(id) ?? 0]);
    if (event.timerStartedEventAttributes) {
      if (fired.has(id)) group.fired += 1;
      else if (cancelled.has(id)) group.cancelled += 1;
      else group.open += 1;
    }
    const signal = event.workflowExecutionSignaledEventAttributes;
    if (signal) group.messages.push(bytesOf(signal.input));
  }
  return [...groups, group].filter(
    ({ activities, fired, cancelled, open, messages }) =>
      activities.length + fired + cancelled + open + messages.length > 0,
  );
}

/** Quotes stand around a text: two bytes less of it make the same payload. */
function bytesOf(payloads: temporal.api.common.v1.IPayloads | null | undefined): number {
  const bytes = (payloads?.payloads ?? []).reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
  return Math.max(0, bytes - 2);
}
