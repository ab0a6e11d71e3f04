import assert from 'node:assert/strict';
import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import type { Admission } from '../../workflows/contract/activities.ts';
import type { Mode } from '../../workflows/contract/input.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { RunInput } from '../../workflows/incident/carried.ts';

type History = temporal.api.history.v1.IHistory;
type Payload = temporal.api.common.v1.IPayload;

/** What a run that is not live may ask of its activities beside checks. */
const harmless = [
  'admit',
  'listBackups',
  'lookAhead',
  'planMitigation',
  'rehearsePlan',
  'runScript',
  'say',
  'fillIn',
  'notify',
  'archive',
];

/** No effect, no decision, no follow-ups in the history of a dry run or a shadow incident, and no word of it elsewhere. */
export function assertQuiet(runs: readonly { history: History }[], saidElsewhere: readonly Notice[]): void {
  const loud = saidElsewhere.filter(({ mode }) => mode !== undefined);
  assert.deepEqual(loud, [], 'what is not live is said in the own log only');
  for (const { history } of runs) {
    const mode = modeOf(history);
    if (mode !== 'live') assert.deepEqual(effectsIn(history), [], `a ${mode} changes nothing`);
  }
}

function effectsIn({ events }: History): string[] {
  return (events ?? []).flatMap((event) => {
    const activity = event.activityTaskScheduledEventAttributes?.activityType?.name;
    const child = event.startChildWorkflowExecutionInitiatedEventAttributes?.workflowType?.name;
    if (child) return [child];
    if (
      !activity ||
      harmless.includes(activity) ||
      /^(host|postgres|redis|kafka|http|kubernetes|prometheus|tls|dns|external|recent|elasticsearch|sentry)[A-Z]/.test(
        activity,
      )
    )
      return [];
    return [activity];
  });
}

/** As it was admitted, in this run or in the one it continued. */
export function modeOf({ events }: History): Mode {
  const [started] = events ?? [];
  const input = decoded<RunInput>(started?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]);
  // What follows an incident carries no admission, and is live.
  if (input?.carried) return input.carried.admitted?.mode ?? 'live';
  const scheduled = events?.find(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'admit',
  );
  const completed = events?.find(
    ({ activityTaskCompletedEventAttributes: done }) =>
      done && String(done.scheduledEventId) === String(scheduled?.eventId),
  );
  const admission = decoded<Admission>(
    completed?.activityTaskCompletedEventAttributes?.result?.payloads?.[0],
  );
  return admission?.admission === 'admitted' ? (admission.mode ?? 'live') : 'live';
}

function decoded<T>(payload: Payload | undefined): T | undefined {
  return payload ? defaultPayloadConverter.fromPayload<T>(payload) : undefined;
}
