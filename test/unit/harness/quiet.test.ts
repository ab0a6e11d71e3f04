import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Mode } from '../../../workflows/contract/input.ts';
import type { Notice } from '../../../workflows/contract/notices.ts';
import { assertQuiet, modeOf } from '../../harness/quiet.ts';

const payloads = (value: unknown) => ({ payloads: [defaultPayloadConverter.toPayload(value) ?? {}] });

/** A run that was admitted in a mode, asks its health check, and then some activities. */
function history(mode: Mode | undefined, ...activities: string[]) {
  const scheduled = (name: string, eventId: number) => ({
    eventId,
    activityTaskScheduledEventAttributes: { activityType: { name } },
  });
  const admission = { admission: 'admitted', mode };
  return {
    events: [
      { eventId: 1, workflowExecutionStartedEventAttributes: { input: payloads({ system: 'demo' }) } },
      scheduled('admit', 5),
      {
        eventId: 7,
        activityTaskCompletedEventAttributes: { scheduledEventId: 5, result: payloads(admission) },
      },
      ...['httpHealth', ...activities].map((name, i) => scheduled(name, 10 + i)),
    ],
  } as unknown as Parameters<typeof modeOf>[0];
}

test('the mode of a run is read as it was admitted, or as it was carried', () => {
  assert.deepEqual(
    [undefined, 'live', 'shadow', 'dry-run'].map((mode) => modeOf(history(mode as Mode))),
    ['live', 'live', 'shadow', 'dry-run'],
  );
  const input = payloads({ system: 'demo', carried: { admitted: { mode: 'shadow' } } });
  const events = [{ eventId: 1, workflowExecutionStartedEventAttributes: { input } }];
  assert.equal(modeOf({ events } as unknown as Parameters<typeof modeOf>[0]), 'shadow');
});

test('an effect, a decision or follow-ups in a run that is not live are found, and a word of it elsewhere', () => {
  const check = (mode: Mode, ...activities: string[]) =>
    assertQuiet([{ history: history(mode, ...activities) }], []);
  check('shadow', 'planMitigation', 'notify');
  check('dry-run', 'planMitigation', 'rehearsePlan', 'archive');
  check('live', 'applyPlan');
  for (const effect of ['applyPlan', 'verifyDecision', 'acquireLease', 'anythingNew']) {
    assert.throws(() => check('shadow', effect), /a shadow changes nothing/);
    assert.throws(() => check('dry-run', effect), /a dry-run changes nothing/);
  }
  const notice = { text: 'Would page', mode: 'shadow' } as Notice;
  assert.throws(() => assertQuiet([], [notice]), /own log only/);
  assertQuiet([], [{ text: 'Paged' } as Notice]);
});
