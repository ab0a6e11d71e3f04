import type { Client } from '@temporalio/client';
import { coordinationQueue } from '../../workflows/contract/queues.ts';
import { type Heartbeat, heartbeatSignal, watchdogType } from '../../workflows/contract/watchdog.ts';
import type { Delivery } from '../alerts/routing.ts';
import { inSignals } from '../alerts/signal-size.ts';
import { withinDeadline } from '../temporal.ts';
import type { Receipt } from './delivery.ts';

/** ms; like that of alerts. */
const callDeadline = 650;
/** ms between two of the same heartbeat that are recorded; less where it comes more often. */
const atMostEvery = 60_000;

/**
 * Puts heartbeats on the record of their system's watchdog, which the first one starts; of those that come often, one a
 * minute. One that has resolved is none. @throws like `withinDeadline`
 */
export function heartbeatRecorder({ client, clock = Date.now }: { client: Client; clock?: () => number }) {
  const recordedAt = new Map<string, number>();

  return async (workflowId: string, deliveries: readonly Delivery[]): Promise<Receipt> => {
    const beats = new Map(deliveries.flatMap(beatsOf).map((beat) => [beat.fingerprint, beat]));
    if (beats.size === 0) return { recorded: false };
    const now = clock();
    const placeOf = ({ fingerprint }: Heartbeat) => `${workflowId} ${fingerprint}`;
    const due = [...beats.values()].filter((beat) => {
      const pause = Math.min(atMostEvery, beat.every / 2);
      return now - (recordedAt.get(placeOf(beat)) ?? Number.NEGATIVE_INFINITY) >= pause;
    });
    if (due.length === 0) return { recorded: true };
    const handle = await withinDeadline(client, callDeadline, () =>
      client.workflow.signalWithStart(watchdogType, {
        workflowId,
        taskQueue: coordinationQueue,
        args: [],
        signal: heartbeatSignal,
        signalArgs: [{ beats: due }],
        staticSummary: 'Waits for heartbeats of monitoring',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
    );
    for (const beat of due) recordedAt.set(placeOf(beat), now);
    return { recorded: true, runId: handle.signaledRunId };
  };
}

function beatsOf({ alerts, heartbeat: every, runbook, severity }: Delivery): Heartbeat[] {
  if (every === undefined) return [];
  const firing = inSignals(alerts.filter(({ status }) => status === 'firing')).flat();
  return firing.map(({ fingerprint, name, labels }) => ({
    fingerprint,
    name,
    labels,
    every,
    runbook,
    ...(severity ? { severity } : {}),
  }));
}
