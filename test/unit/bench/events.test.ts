import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startOf } from '../../../bench/client/await-events.ts';
import { readBareConfig, serverOfSomebodyElse } from '../../../bench/config.ts';
import { type HistoryEvent, timeOf } from '../../../bench/event-time.ts';

const scheduled = (eventId: number, name: string) =>
  ({ eventId, activityTaskScheduledEventAttributes: { activityType: { name } } }) as unknown as HistoryEvent;
const started = (scheduledEventId: number, seconds: number) =>
  ({
    eventTime: { seconds, nanos: 500_000_000 },
    activityTaskStartedEventAttributes: { scheduledEventId },
  }) as unknown as HistoryEvent;

test('an activity began when the server says so, not when it was scheduled', () => {
  const events = [scheduled(5, 'a'), scheduled(6, 'b'), started(6, 20), scheduled(9, 'a'), started(5, 10)];
  assert.equal(startOf(events, 'a'), 10_500);
  assert.equal(startOf(events, 'b'), 20_500);
  assert.equal(startOf(events, 'a', 1), undefined);
  assert.equal(startOf(events, 'c'), undefined);
  assert.equal(timeOf(undefined), 0);
});

test("the bare worker keeps as many workflows as Mayday's, by default and by the same variable", () => {
  assert.equal(readBareConfig({}).cachedWorkflows, 500);
  assert.equal(readBareConfig({ MAYDAY_CACHED_WORKFLOWS: '2100' }).cachedWorkflows, 2_100);
  assert.ok(serverOfSomebodyElse({ MAYDAY_TEMPORAL_ADDRESS: '127.0.0.1:7233' }));
  assert.ok(!serverOfSomebodyElse({}));
});
