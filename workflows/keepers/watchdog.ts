import {
  allHandlersFinished,
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { oneLine } from '../contract/one-line.ts';
import {
  type HeartbeatNews,
  heartbeatSignal,
  heartbeatsQuery,
  type WatchdogActivities,
  watchdogWorkflowId,
  watchedSystem,
} from '../contract/watchdog.ts';
import { isLong } from '../history.ts';
import { refusal } from '../refusal.ts';
import { watchdogDetails } from './details.ts';
import { type CarriedHeartbeats, HeartbeatBook } from './heartbeat-book.ts';
import { readHeartbeats } from './heartbeat-guard.ts';

const { tellOfHeartbeat } = proxyActivities<WatchdogActivities>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '500 ms', maximumInterval: '30 s' },
});

/** Waits for the heartbeats of a system's monitoring: one that stops opens an incident, once; one that comes back is said there. */
export async function watchdog(carried?: CarriedHeartbeats): Promise<string> {
  const { workflowId, continuedFromExecutionRunId } = workflowInfo();
  const system = watchedSystem(workflowId);
  if (system === undefined) {
    const says = `Gateways start watchdogs themselves, as ${watchdogWorkflowId('SYSTEM')}, with the first heartbeat.`;
    throw refusal(says);
  }
  const book = new HeartbeatBook(continuedFromExecutionRunId ? carried : undefined);
  let heard = 0;
  let telling = 0;
  let told: Promise<void> = Promise.resolve();

  setHandler(heartbeatsQuery, () => book.view(), { description: 'What is waited for' });
  const hear = (value: unknown) => {
    heard += 1;
    const now = Date.now();
    for (const beat of readHeartbeats(value)) tell(book.hear(beat, now));
  };
  setHandler(heartbeatSignal, hear, { description: 'An alert that always fires (sent by the gateway)' });

  // The signal that started it is heard before anything is judged.
  await condition(() => heard > 0 || book.due !== undefined);
  for (;;) {
    const { due } = book;
    if (due === undefined) return `No heartbeat of ${system} is waited for`;
    const before = heard;
    const quiet = () => telling === 0 && allHandlersFinished();
    const wakes = () => heard !== before || (isLong() && quiet());
    await condition(wakes, Math.max(1, due - Date.now()), { summary: 'Until a heartbeat is missed' });
    for (const heartbeat of book.judge(Date.now())) tell({ heartbeat, news: 'lost' });
    setCurrentDetails(watchdogDetails(book.view()));
    if (isLong() && quiet()) await continueAsNew<typeof watchdog>(book.carry());
  }

  /** One after the other: that it is back must not overtake that it was lost. */
  function tell(news: Omit<HeartbeatNews, 'system'> | undefined): void {
    if (!news) return;
    telling += 1;
    const { name } = news.heartbeat;
    const whole = { ...news, system: system ?? '' };
    told = told.then(async () => {
      await tellOfHeartbeat.executeWithOptions({ summary: oneLine(`${name} is ${news.news}`) }, [whole]);
      telling -= 1;
    });
  }
}
