import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pMap from 'p-map';
import { until } from '../../servers/process.ts';
import { type Arena, startArena } from '../arena.ts';
import { bareQueue } from '../bare/queue.ts';
import { openIncident } from '../client/open-incident.ts';
import { type HistoryEvent, timeOf } from '../event-time.ts';
import type { Profile } from '../measure.ts';
import { alertmanagerMessage } from '../messages.ts';

export interface Clocks {
  profile: Profile;
  batches: number;
  inBatch: number;
  /** ms from one batch to the next; each has so much less time, so that all are due together. */
  everyMs: number;
  /** ms that the last batch has until its clocks are due. */
  leadMs: number;
}

/** How late the clocks were. */
export interface Late {
  /** Of each: ms from the instant it promised until the activity that it leads to runs. */
  ms: number[];
  /** ms from the block's start until the instant that each promised, batch by batch. */
  dues: number[];
  /** ms between the first and the last instant that was promised. */
  spread: number;
}

/** One that was opened; `number` counts through all batches. */
interface Opened {
  number: number;
  batch: number;
  workflowId: string;
}

/** ms within which all of them must be due. */
const together = 1_000;

/** Response targets of incidents, whose next step is paged when they pass. */
export async function incidentClocks(clocks: Clocks): Promise<Late> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-bench-'));
  const catalogue = await catalogueOf(folder, clocks);
  const { profile } = clocks;
  const arena = await startArena({ profile, mayday: { catalogue, environment: cacheFor(clocks) } });
  try {
    const began = Date.now();
    const opened = await inBatches(clocks, began, async (batch, number) => {
      const message = alertmanagerMessage(`clock-${number}`, 1) as { alerts: { labels: object }[] };
      for (const alert of message.alerts) alert.labels = { ...alert.labels, batch: `b${batch}` };
      return (await openIncident(arena.places, message)).workflowId;
    });
    await pass(arena, Date.now() + clocks.leadMs);
    return await lateness(arena, began, opened, (events, { batch }) => {
      const due = timeOf(events[0]) + responseMs(clocks, batch);
      const paged = events.find(
        (event) =>
          timeOf(event) >= due &&
          event.activityTaskScheduledEventAttributes?.input?.payloads?.some((payload) =>
            Buffer.from(payload.data ?? []).includes('"kind":"page"'),
          ),
      );
      return { due, scheduled: paged };
    });
  } finally {
    await arena.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** As many bare timers, each followed by an activity, that promise the same instants from the block's start on. */
export async function bareClocks(clocks: Clocks, dues: readonly number[]): Promise<Late> {
  const arena = await startArena({
    profile: clocks.profile,
    bare: { worker: true, environment: cacheFor(clocks) },
  });
  try {
    const began = Date.now();
    const dueOf = (number: number) => began + (dues[number] ?? 0);
    const opened = await inBatches(clocks, began, async (_batch, number) => {
      const workflowId = `clock:${number}`;
      const args = [dueOf(number)];
      await arena.temporalClient.workflow.start('clock', { taskQueue: bareQueue, workflowId, args });
      return workflowId;
    });
    await pass(arena, began + Math.max(...dues));
    return await lateness(arena, began, opened, (events, { number }) => ({
      due: dueOf(number),
      scheduled: events.find((event) => event.activityTaskScheduledEventAttributes),
    }));
  } finally {
    await arena.end();
  }
}

/** All of them stay in the memory of the worker, on both sides. */
function cacheFor({ batches, inBatch }: Clocks): Record<string, string> {
  return { MAYDAY_CACHED_WORKFLOWS: `${batches * inBatch + 100}` };
}

function responseMs({ batches, everyMs, leadMs }: Clocks, batch: number): number {
  return leadMs + (batches - 1 - batch) * everyMs;
}

async function inBatches(
  { batches, inBatch, everyMs }: Clocks,
  began: number,
  open: (batch: number, number: number) => Promise<string>,
): Promise<Opened[]> {
  const opened: Opened[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    await delay(Math.max(0, began + batch * everyMs - Date.now()));
    const numbers = Array.from({ length: inBatch }, (_, i) => batch * inBatch + i);
    const own = async (number: number) => ({ number, batch, workflowId: await open(batch, number) });
    opened.push(...(await pMap(numbers, own, { concurrency: 16 })));
  }
  return opened;
}

/** Until all clocks are due, and what they lead to is done. */
async function pass(arena: Arena, due: number): Promise<void> {
  // What opened them must be over by then.
  await arena.settle(Math.max(1_000, due - 5_000 - Date.now()));
  await delay(Math.max(0, due + 1_000 - Date.now()));
  await arena.settle();
}

async function lateness(
  { temporalClient }: Arena,
  began: number,
  opened: readonly Opened[],
  read: (events: HistoryEvent[], one: Opened) => { due: number; scheduled: HistoryEvent | undefined },
): Promise<Late> {
  const found = await pMap(
    opened,
    async (one) => {
      const handle = temporalClient.workflow.getHandle(one.workflowId);
      let due = 0;
      let started: HistoryEvent | undefined;
      await until(
        async () => {
          const { events } = await handle.fetchHistory();
          const led = read(events ?? [], one);
          due = led.due;
          started = events?.find(
            ({ activityTaskStartedEventAttributes: attributes }) =>
              led.scheduled && `${attributes?.scheduledEventId}` === `${led.scheduled.eventId}`,
          );
          return started !== undefined;
        },
        { deadlineMs: 180_000, everyMs: 2_000 },
      );
      return { due, ms: timeOf(started) - due };
    },
    { concurrency: 8 },
  );
  const dues = found.map(({ due }) => due - began);
  const spread = Math.max(...dues) - Math.min(...dues);
  if (spread > together)
    throw new Error(
      `The clocks were due within ${Math.round(spread)} ms, not ${together}: the alerts of a batch were recorded too slowly; measure on a machine with less to do.`,
    );
  return { ms: found.map(({ ms }) => ms), dues, spread };
}

/** A system for each batch, with its own response target. */
async function catalogueOf(folder: string, clocks: Clocks): Promise<string> {
  const systems = path.join(folder, 'systems');
  await mkdir(systems, { recursive: true });
  for (let batch = 0; batch < clocks.batches; batch += 1) {
    const response = `${responseMs(clocks, batch) / 1_000}s`;
    await writeFile(path.join(systems, `clock-${batch}.yaml`), fileOf(batch, response));
  }
  return systems;
}

function fileOf(batch: number, response: string): string {
  return `system: clock-${batch}
title: Clocks of batch ${batch}
people:
  alice: { publicKey: "\${DEMO_ALICE_PUBLIC_KEY}" }
  bob: { publicKey: "\${DEMO_BOB_PUBLIC_KEY}" }
roles: { on-call: [alice], lead: [bob] }
ladder: { response: [on-call, lead] }
policy: { approvers: [on-call] }
severities:
  P1: { response: ${response}, resolution: 24h, updates: 4h }
routes:
  - match: { batch: b${batch} }
    runbook: generalIncident
    severity: P1
`;
}
